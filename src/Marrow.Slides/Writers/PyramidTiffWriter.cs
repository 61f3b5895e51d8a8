using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Writes a tiled, pyramidal BigTIFF from row bands, top to bottom: labels with a palette or RGB. Each level halves the one
/// above (rounded up) until one tile holds it. Holds one row of tiles a level. The file appears with <see cref="Complete"/>,
/// whole; disposed before, nothing is left. The same rows give the same bytes, whatever the number of threads.
/// </summary>
public sealed class PyramidTiffWriter : IDisposable
{
    private readonly PendingFile file;
    private readonly List<TiffLevelWriter> levels = [];
    private readonly PixelSize size;

    /// <exception cref="ArgumentException">Labels with JPEG tiles, or a palette of no or over 256 colours.</exception>
    /// <exception cref="IOException">The folder is missing or not writable.</exception>
    public PyramidTiffWriter(string path, PixelSize size, PyramidTiffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Height);
        if (options.Palette is { } palette && (palette.Count is 0 or > 256 || options.JpegQuality is not null))
        {
            throw new ArgumentException("labels take a palette of 1 to 256 colours and no JPEG tiles", nameof(options));
        }

        this.size = size;
        file = new PendingFile(path);
        TiffDirectoryWriter.WriteHead(file.Stream);
        levels.AddRange(TiffLevelTiles.Pyramid(size, options).Select(tiles => new TiffLevelWriter(file.Stream, tiles, options)));
    }

    /// <summary>Takes the next whole rows: 1 byte a pixel for labels, 3 for RGB.</summary>
    /// <exception cref="ArgumentException">Not whole rows, or more rows than the picture has.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Append(ReadOnlySpan<byte> rows)
    {
        int stride = levels[0].RowBytes;
        if (rows.Length % stride != 0 || rows.Length / stride > size.Height - levels[0].RowsTaken)
        {
            throw new ArgumentException($"{rows.Length} bytes are not the next whole rows of a picture of {size} that has {levels[0].RowsTaken}", nameof(rows));
        }

        for (int at = 0; at < rows.Length; at += stride)
        {
            Take(0, rows.Slice(at, stride));
        }
    }

    /// <summary>Ends the file and moves it into place.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public void Complete()
    {
        if (levels[0].RowsTaken != size.Height)
        {
            throw new InvalidOperationException($"{levels[0].RowsTaken} of {size.Height} rows were written");
        }

        long link = TiffDirectoryWriter.FirstLink;
        foreach (TiffLevelWriter level in levels)
        {
            link = level.WriteDirectory(link);
        }

        file.Commit();
    }

    public void Dispose() => file.Dispose();

    // A row handed to a level may complete a row of the level below, and so on down.
    private void Take(int level, ReadOnlySpan<byte> row)
    {
        byte[]? below = levels[level].Take(row, isLast: level == levels.Count - 1);
        if (below is not null)
        {
            Take(level + 1, below);
        }
    }
}
