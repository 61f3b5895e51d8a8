namespace Marrow.Torch;

/// <summary>A checkpoint that cannot be used; the message is one sentence that stands alone.</summary>
public sealed class CheckpointException(string problem, Exception? cause = null) : Exception(problem, cause);
