using System.Runtime.CompilerServices;
using Marrow.Hematology.Segmentation;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>How a slide looks that a threshold splits, and how sharp it is, which only suspicions ask: found out on a thread of its own beside the labels.</summary>
internal sealed class CloserLook(Slide slide, PixelPitch? pitch, CancellationToken token) : IDisposable
{
    private CoarseView? _view;
    private Task<Findings>? _looking;

    /// <summary>Starts; nothing at the next call.</summary>
    /// <param name="view">The slide's, which is let go once it is not needed: it is large. Null where it is still to be read.</param>
    public void Begin(CoarseView? view)
    {
        if (_looking is null)
        {
            _view = view;
            _looking = OwnThread.Run(Look, token);
        }
    }

    /// <summary>Waits for what was begun.</summary>
    /// <exception cref="SlideFormatException">The slide is damaged.</exception>
    public Findings End() => _looking!.GetAwaiter().GetResult();

    // It reads the slide, which the caller closes.
    public void Dispose() => ((IAsyncResult?)_looking)?.AsyncWaitHandle.WaitOne();

    private Findings Look()
    {
        (Appearance appearance, Voids? voids, Raster<byte>[] tiles) = LookAtTiles();
        // The blocks around the tiles, of which nobody asks for more.
        slide.Rest();
        HeapMemory.GiveBack();
        (double? sharpness, SlideScale? scale) = tiles.Length == 0 ? default : Measure(tiles, appearance, pitch);
        return new Findings(appearance, sharpness, voids?.Share, scale);
    }

    private static (double? Sharpness, SlideScale? Stated) Measure(Raster<byte>[] tiles, Appearance appearance, PixelPitch? pitch)
    {
        SlideScale scale = CellularityAnalysis.Scale(tiles, appearance, pitch);
        return (Focus.Measure(tiles, Scene.For(appearance, scale.MicrometersPerPixel)), pitch is null ? null : scale);
    }

    // By itself: the view would stay on its caller's stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private (Appearance Appearance, Voids? Voids, Raster<byte>[] Tiles) LookAtTiles()
    {
        CoarseView seen = Interlocked.Exchange(ref _view, null) ?? CoarseView.Read(slide, token);
        (CoarseView view, Appearance appearance, Voids? voids) = CellularityAnalysis.LookAt(seen, slide.Size);
        return (appearance, voids, appearance.HasContrast ? TexturedTiles.Read(FilledSlide.Of(slide, voids), view, appearance, token) : []);
    }

    /// <param name="Stated">The resolution where it is stated; an estimate sets nothing here.</param>
    internal sealed record Findings(Appearance Appearance, double? Sharpness, double? VoidShare, SlideScale? Stated);
}
