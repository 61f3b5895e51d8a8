namespace Marrow.Slides;

/// <summary>A picture, slide or mask that cannot be used as it is; the message is one sentence that starts with the file's name.</summary>
public sealed class SlideFormatException : Exception
{
    /// <param name="path">The file; its name opens the message.</param>
    /// <param name="problem">What is wrong, lower case, no full stop: <c>directory 3 has tile width 0</c>.</param>
    public SlideFormatException(string path, string problem, Exception? cause = null)
        : base($"{System.IO.Path.GetFileName(path)}: {problem}", cause) =>
        (Path, Problem) = (path, problem);

    public string Path { get; }

    public string Problem { get; }
}
