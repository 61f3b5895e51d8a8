namespace Marrow.Torch;

/// <summary>libtorch refused a call or is not there; the message is one sentence.</summary>
public sealed class TorchException(string problem, Exception? cause = null) : Exception(problem, cause);
