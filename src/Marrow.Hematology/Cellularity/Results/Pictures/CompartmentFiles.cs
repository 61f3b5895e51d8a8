using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>
/// Takes the label image as it is finished: writes it to disk by bands, as an indexed PNG or, above 100 megapixels, as a
/// pyramidal TIFF, and keeps its reduced grid. The file appears with <see cref="Finish"/>.
/// </summary>
internal sealed class CompartmentFiles(string folder, PixelPitch? pitch) : ICompartmentSink, IDisposable
{
    private const long LargestPng = 100_000_000;

    private IndexedPngWriter? _png;
    private PyramidTiffWriter? _tiff;

    public CompartmentGrid Grid { get; init; } = new();

    /// <summary>The slide on the grid, where it is to be made of pixels that pass by.</summary>
    public PassingMeans? Means { get; init; }

    /// <summary>What can be done once all rows have come.</summary>
    public Action? Ended { get; init; }

    /// <summary>Full path of the label image.</summary>
    public string ImagePath { get; private set; } = "";

    public void Begin(PixelSize size)
    {
        Grid.Begin(size);
        bool isPng = size.Area <= LargestPng;
        ImagePath = Path.Combine(folder, isPng ? "compartments.png" : "compartments.tiff");
        ResultFolderException.Guard(ImagePath, () =>
        {
            // Of up to four compartments it has half the bits.
            _png = isPng ? new IndexedPngWriter(ImagePath, size, CompartmentColors.UpTo(Grid.Last)) : null;
            _tiff = isPng ? null : new PyramidTiffWriter(ImagePath, size, new PyramidTiffOptions { Palette = CompartmentColors.UpTo(Compartment.Excluded), Pitch = pitch });
        });
    }

    public void Write(int firstRow, int rows, ReadOnlySpan<byte> labels)
    {
        Grid.Write(firstRow, rows, labels);
        try
        {
            _png?.Append(labels);
            _tiff?.Append(labels);
        }
        catch (Exception failure) when (ResultFolderException.IsRefusal(failure))
        {
            throw ResultFolderException.Of(ImagePath, failure);
        }
    }

    public void End()
    {
        Finish();
        Ended?.Invoke();
    }

    /// <exception cref="ResultFolderException">The disk is full.</exception>
    public void Finish() => ResultFolderException.Guard(ImagePath, () =>
    {
        _png?.Complete();
        _tiff?.Complete();
        // What they packed rows in is not carried along to the overlay.
        Dispose();
        (_png, _tiff) = (null, null);
    });

    public void Dispose()
    {
        try
        {
            _png?.Dispose();
            _tiff?.Dispose();
        }
        catch (Exception failure) when (ResultFolderException.IsRefusal(failure))
        {
            // An unfinished image fails once more on a full disk; the first failure is on its way, and the folder goes away.
        }
    }
}
