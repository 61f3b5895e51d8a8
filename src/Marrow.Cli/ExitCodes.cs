using Marrow.Slides;
using Marrow.Torch;

namespace Marrow.Cli;

/// <summary>What the process answers, in one place. Anything else is a bug and keeps its stack trace.</summary>
internal static class ExitCodes
{
    public const int Good = 0;

    /// <summary>A verb or an option that is none, or one that is missing.</summary>
    public const int BadCommandLine = 1;

    /// <summary>A value that its option cannot use: no number, none of its words, out of range.</summary>
    public const int BadValue = 2;

    public const int BadImageOrModel = 3;
    public const int Files = 4;
    public const int Cancelled = 130;

    /// <summary>The code for a failure that comes from outside, or null for a bug.</summary>
    public static int? For(Exception failure) => failure switch
    {
        OperationCanceledException => Cancelled,
        UsageException => BadValue,
        SlideFormatException or InvalidDataException or CheckpointException or TorchException => BadImageOrModel,
        IOException or UnauthorizedAccessException => Files,
        _ => null,
    };

    /// <summary>The code of a batch, which goes on past what fails: that of the first failure.</summary>
    /// <param name="failures">In the order of the batch; null for what did not fail.</param>
    public static int OfBatch(IEnumerable<Exception?> failures) =>
        failures.OfType<Exception>().FirstOrDefault() is { } first ? For(first)!.Value : Good;
}
