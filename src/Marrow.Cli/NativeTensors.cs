using Marrow.Torch;

namespace Marrow.Cli;

/// <summary>Makes sure of libtorch before a verb that needs it begins.</summary>
internal static class NativeTensors
{
    /// <exception cref="IOException">The library cannot be loaded; the message says why and what mends it.</exception>
    public static void Require(int threads)
    {
        if (!TorchLibrary.TryLoad(out string? problem))
        {
            throw new IOException(problem);
        }

        TorchLibrary.SetThreads(UsageException.Check(() => threads > 0 ? threads : throw new ArgumentException($"threads must be at least 1, got {threads}")));
    }
}
