using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Writes an 8-bit grey PNG from row bands, top to bottom, holding a few megapixels at most. The file appears with <see cref="Complete"/>, whole;
/// disposed before, nothing is left. The same rows give the same bytes, however they are cut into bands.
/// </summary>
public sealed class GrayPngWriter : IDisposable
{
    private const byte Grey = 0;

    private readonly PngRowFile file;

    /// <exception cref="IOException">The folder is missing or not writable.</exception>
    public GrayPngWriter(string path, PixelSize size) => file = new PngRowFile(path, size, (Grey, 8), []);

    /// <summary>Takes the next whole rows: one byte a pixel.</summary>
    /// <exception cref="ArgumentException">Not whole rows, or more rows than the picture has.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Append(ReadOnlySpan<byte> samples) => file.Append(samples);

    /// <summary>Ends the file and moves it into place.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public void Complete() => file.Complete();

    public void Dispose() => file.Dispose();
}
