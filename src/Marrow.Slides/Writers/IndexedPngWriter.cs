using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Writes a PNG with a palette (2 bits an index up to 4 colours, 4 up to 16, else 8) from row bands, top to bottom, holding a few megapixels at most.
/// The file appears with <see cref="Complete"/>, whole; disposed before, nothing is left. The same rows give the same bytes.
/// </summary>
public sealed class IndexedPngWriter : IDisposable
{
    private const byte IndexedColour = 3;

    private readonly PngRowFile file;
    private readonly int colours;

    /// <param name="palette">The colour of each index, 1 to 256.</param>
    /// <exception cref="IOException">The folder is missing or not writable.</exception>
    public IndexedPngWriter(string path, PixelSize size, IReadOnlyList<RgbColor> palette)
    {
        ArgumentNullException.ThrowIfNull(palette);
        ArgumentOutOfRangeException.ThrowIfZero(palette.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(palette.Count, 256);
        colours = palette.Count;
        byte[] samples = new byte[3 * colours];
        for (int i = 0; i < colours; i++)
        {
            (samples[3 * i], samples[(3 * i) + 1], samples[(3 * i) + 2]) = (palette[i].R, palette[i].G, palette[i].B);
        }

        file = new PngRowFile(path, size, (IndexedColour, colours switch { <= 4 => 2, <= 16 => 4, _ => 8 }), samples);
    }

    /// <summary>Takes the next whole rows: one index a pixel.</summary>
    /// <exception cref="ArgumentException">Not whole rows, more rows than the picture has, or an index outside the palette.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Append(ReadOnlySpan<byte> indices)
    {
        if (colours < 256 && indices.ContainsAnyExceptInRange((byte)0, (byte)(colours - 1)))
        {
            throw new ArgumentException($"an index is outside the palette of {colours} colours", nameof(indices));
        }

        file.Append(indices);
    }

    /// <summary>Ends the file and moves it into place.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public void Complete() => file.Complete();

    public void Dispose() => file.Dispose();
}
