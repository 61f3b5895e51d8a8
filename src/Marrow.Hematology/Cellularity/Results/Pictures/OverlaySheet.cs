using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>The overlay on its way: the slide reduced to the grid, its compartments over it, the legend below. One step after the other, by one thread at a time.</summary>
internal sealed class OverlaySheet(Slide slide, OverlayGrid grid)
{
    private Raster<byte>? _sheet;
    private RgbColor[]? _means;

    /// <summary>Takes the slide's pixels where somebody decodes each of them once; else <see cref="Fill"/> reads them.</summary>
    public PassingMeans? Means { get; private set; }

    /// <summary>Makes <see cref="Means"/>, where the slide has no smaller level that serves.</summary>
    public void Expect()
    {
        Raster<byte> sheet = OverlayPicture.Sheet(grid.Size);
        Means = SlideThumbnail.Beside(slide, grid, sheet);
        _sheet = Means is null ? null : sheet;
    }

    /// <summary>Draws the compartments over the slide where its pixels have passed by; else that waits for <see cref="Fill"/>.</summary>
    public void FillIfPassed(CompartmentGrid compartments, CancellationToken token)
    {
        if (Means is { IsWhole: true })
        {
            Fill(compartments, token);
        }
    }

    /// <summary>Draws the compartments over the slide; nothing where that is done.</summary>
    /// <exception cref="SlideFormatException">The slide is damaged.</exception>
    public void Fill(CompartmentGrid compartments, CancellationToken token)
    {
        if (_means is not null)
        {
            return;
        }

        _sheet ??= OverlayPicture.Sheet(grid.Size);
        if (Means is not { IsWhole: true })
        {
            SlideThumbnail.Read(slide, grid, _sheet, token);
        }

        _means = OverlayPicture.Fill(_sheet, compartments.Labels());
    }

    /// <summary>Draws the legend below what was filled.</summary>
    /// <returns>The whole picture.</returns>
    public Raster<byte> Finish(OverlayLegend legend)
    {
        Raster<byte> sheet = _sheet ?? throw new InvalidOperationException("the overlay has no slide yet");
        Raster<byte> footer = legend.Draw(grid.Size.Width, _means!);
        footer.Samples.CopyTo(sheet.Samples.AsSpan(grid.Size.Height * sheet.Width * 3));
        return sheet;
    }
}
