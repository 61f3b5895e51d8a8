using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>
/// A figure drawn before its turn, while other files are written: where it still is the figure that is wanted, its picture is there already.
/// </summary>
internal sealed class FigureAhead : IDisposable
{
    private Task<Drawn?>? _drawing;

    /// <summary>Starts to draw on a thread of its own.</summary>
    /// <param name="svg">Null where the figure is better drawn in its turn.</param>
    public void Begin(Func<string?> svg) => _drawing = OwnThread.Run(() => svg() is { } text ? new Drawn(text, StudyFiles.Png(text)) : null);

    /// <summary>The PNG of a figure: that of the one drawn ahead where it is the same, else drawn now.</summary>
    public byte[] PngOf(string svg)
    {
        Dispose();
        return _drawing is { IsCompletedSuccessfully: true, Result: { } drawn } && drawn.Svg == svg ? drawn.Png : StudyFiles.Png(svg);
    }

    /// <summary>Waits for what was begun; its failure is nobody's: the same work fails again when its turn comes.</summary>
    public void Dispose() => ((IAsyncResult?)_drawing)?.AsyncWaitHandle.WaitOne();

    private sealed record Drawn(string Svg, byte[] Png);
}
