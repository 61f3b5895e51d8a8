using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>The overlay on its way: the slide reduced to the grid, its compartments over it, the legend below. One step after the other, by one thread at a time.</summary>
internal sealed class OverlaySheet(Slide slide, OverlayGrid grid) : IDisposable
{
    private Raster<byte>? _sheet;
    private Task? _reading;
    private RgbColor[]? _means;

    /// <summary>Takes the slide's pixels where somebody decodes each of them once; else <see cref="Fill"/> reads them.</summary>
    public PassingMeans? Means { get; private set; }

    /// <summary>Makes <see cref="Means"/>, or starts to read the slide where a smaller level serves.</summary>
    public void Expect(CancellationToken token)
    {
        Raster<byte> sheet = _sheet = OverlayPicture.Sheet(grid.Size);
        Means = SlideThumbnail.Beside(slide, grid, sheet);
        _reading = Means is null ? OwnThread.Run(() => SlideThumbnail.Read(slide, grid, sheet, token), token) : null;
    }

    /// <summary>Draws the compartments over the slide where its pixels are there; else that waits for <see cref="Fill"/>.</summary>
    public void FillIfPassed(CompartmentGrid compartments, CancellationToken token)
    {
        if (Means is { IsWhole: true } || _reading is { IsCompletedSuccessfully: true })
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
        if (_reading is not null)
        {
            _reading.GetAwaiter().GetResult();
        }
        else if (Means is not { IsWhole: true })
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

    // It reads the slide, which the caller closes.
    public void Dispose() => ((IAsyncResult?)_reading)?.AsyncWaitHandle.WaitOne();
}
