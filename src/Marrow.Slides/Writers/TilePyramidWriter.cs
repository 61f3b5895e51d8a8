using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Writes a tiled, pyramidal BigTIFF of RGB without loss from regions in any order. Memory does not grow with the picture but for sixteen bytes a tile:
/// tiles go to the file as they come, and each level is made from the tiles of the one above, read back. Levels halve (rounded up) until one tile holds
/// the picture, a pixel is the mean of 2 × 2, halves up. The file appears with <see cref="Complete"/>, whole; disposed before, nothing is left.
/// The same regions in the same order give the same bytes, whatever the number of threads.
/// </summary>
public sealed class TilePyramidWriter : IDisposable
{
    private const int Side = 256, TileBytes = Side * Side * 3, Together = 8;

    private readonly PendingFile file;
    private readonly List<TiffLevelTiles> levels;
    private readonly TileBuffer[] buffers = [.. Enumerable.Range(0, Together).Select(_ => new TileBuffer())];

    /// <param name="pitch">Resolution of level 0; null writes none.</param>
    /// <exception cref="IOException">The folder is missing or not writable.</exception>
    public TilePyramidWriter(string path, PixelSize size, PixelPitch? pitch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Height);
        levels = TiffLevelTiles.Pyramid(size, new PyramidTiffOptions { TileSide = Side, Pitch = pitch });
        file = new PendingFile(path);
        TiffDirectoryWriter.WriteHead(file.Stream);
    }

    /// <summary>Takes a region of level 0 that consists of whole tiles, or reaches the picture's edge.</summary>
    /// <param name="x">Left edge, a multiple of 256.</param>
    /// <param name="y">Upper edge, a multiple of 256.</param>
    /// <param name="rgb">H × W × 3.</param>
    /// <exception cref="ArgumentException">It cuts a tile or leaves the picture.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(int x, int y, Raster<byte> rgb)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        PixelSize size = levels[0].Size;
        static bool Fits(int from, int length, int whole) => from >= 0 && from % Side == 0 && (from + length == whole || (length % Side == 0 && from + length < whole));
        if (rgb.Channels != 3 || !Fits(x, rgb.Width, size.Width) || !Fits(y, rgb.Height, size.Height))
        {
            throw new ArgumentException($"{rgb.Width}×{rgb.Height}×{rgb.Channels} at {x}, {y} is not made of whole RGB tiles of a picture of {size}", nameof(rgb));
        }

        int across = (rgb.Width + Side - 1) / Side, down = (rgb.Height + Side - 1) / Side;
        Store(0, across * down, i => ((((y / Side) + (i / across)) * levels[0].Across) + (x / Side) + (i % across), buffer => Cut(rgb, i % across * Side, i / across * Side, buffer.Pixels)));
    }

    /// <summary>Makes the smaller levels, ends the file and moves it into place.</summary>
    /// <exception cref="InvalidOperationException">Tiles are missing.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Complete(CancellationToken token)
    {
        if (levels[0].Missing is > 0 and int missing)
        {
            throw new InvalidOperationException($"{missing} tiles were not written");
        }

        for (int level = 1; level < levels.Count; level++)
        {
            int source = level - 1, across = levels[level].Across;
            for (int y = 0; y < levels[level].Down; y++)
            {
                token.ThrowIfCancellationRequested();
                int row = y;
                file.Stream.Flush();
                Store(level, across, x => ((row * across) + x, buffer => Halve(source, x, row, buffer)));
            }
        }

        long link = TiffDirectoryWriter.FirstLink;
        foreach (TiffLevelTiles level in levels)
        {
            link = level.WriteDirectory(file.Stream, link);
        }

        file.Commit();
    }

    public void Dispose() => file.Dispose();

    /// <summary>Fills and packs some tiles at a time in parallel and appends them in order.</summary>
    private void Store(int level, int count, Func<int, (int Tile, Action<TileBuffer> Fill)> job)
    {
        for (int first = 0; first < count; first += Together)
        {
            int[] tiles = new int[Math.Min(Together, count - first)];
            Parallel.For(0, tiles.Length, i =>
            {
                (tiles[i], Action<TileBuffer> fill) = job(first + i);
                fill(buffers[i]);
                TiffTileDeflate.Pack(buffers[i].Pixels, Side, 3, buffers[i].Packed);
            });
            for (int i = 0; i < tiles.Length; i++)
            {
                levels[level].Append(file.Stream, tiles[i], buffers[i].Packed.GetBuffer().AsSpan(0, (int)buffers[i].Packed.Length));
            }
        }
    }

    private static void Cut(Raster<byte> rgb, int left, int top, byte[] tile)
    {
        int width = Math.Min(Side, rgb.Width - left), height = Math.Min(Side, rgb.Height - top);
        for (int y = 0; y < height; y++)
        {
            rgb.Row(top + y).Slice(left * 3, width * 3).CopyTo(tile.AsSpan(y * Side * 3));
        }

        Pad(tile, width, height);
    }

    /// <summary>A tile from the (up to) four tiles above it.</summary>
    private void Halve(int source, int x, int y, TileBuffer buffer)
    {
        TiffLevelTiles above = levels[source], level = levels[source + 1];
        for (int quarter = 0; quarter < 4; quarter++)
        {
            (int column, int row) = ((2 * x) + (quarter & 1), (2 * y) + (quarter >> 1));
            if (column < above.Across && row < above.Down)
            {
                (long offset, int length) = above.Place((row * above.Across) + column);
                buffer.Packed.SetLength(length);
                ReadExactly(buffer.Packed.GetBuffer().AsSpan(0, length), offset);
                buffer.Packed.Position = 0;
                TiffTileDeflate.Unpack(buffer.Packed, Side, buffer.Above);
                Average(buffer.Above, buffer.Pixels.AsSpan((((quarter >> 1) * Side) + (quarter & 1)) * (Side / 2) * 3));
            }
        }

        Pad(buffer.Pixels, Math.Min(Side, level.Size.Width - (x * Side)), Math.Min(Side, level.Size.Height - (y * Side)));
    }

    private void ReadExactly(Span<byte> bytes, long offset)
    {
        for (int read = 0; read < bytes.Length;)
        {
            int got = RandomAccess.Read(file.Stream.SafeFileHandle, bytes[read..], offset + read);
            read += got > 0 ? got : throw new EndOfStreamException("the file being written ended early");
        }
    }

    /// <summary>The means of 2 × 2 pixels; an odd edge was padded with its last pixel, which so counts twice.</summary>
    private static void Average(byte[] tile, Span<byte> half)
    {
        for (int y = 0; y < Side / 2; y++)
        {
            ReadOnlySpan<byte> upper = tile.AsSpan(2 * y * Side * 3, Side * 3), lower = tile.AsSpan(((2 * y) + 1) * Side * 3, Side * 3);
            Span<byte> row = half.Slice(y * Side * 3, Side / 2 * 3);
            for (int x = 0; x < row.Length; x += 3)
            {
                for (int i = 2 * x; i < (2 * x) + 3; i++)
                {
                    row[i - x] = (byte)((upper[i] + upper[i + 3] + lower[i] + lower[i + 3] + 2) >> 2);
                }
            }
        }
    }

    /// <summary>Repeats the last column and row past the picture's edge.</summary>
    private static void Pad(byte[] tile, int width, int height)
    {
        for (int y = 0; y < height && width < Side; y++)
        {
            Span<byte> row = tile.AsSpan(y * Side * 3, Side * 3);
            for (int x = width * 3; x < row.Length; x++)
            {
                row[x] = row[x - 3];
            }
        }

        for (int y = height; y < Side; y++)
        {
            tile.AsSpan((height - 1) * Side * 3, Side * 3).CopyTo(tile.AsSpan(y * Side * 3));
        }
    }

    /// <summary>What one tile in work needs, used again and again.</summary>
    private sealed class TileBuffer
    {
        public byte[] Pixels { get; } = new byte[TileBytes];

        public byte[] Above { get; } = new byte[TileBytes];

        public MemoryStream Packed { get; } = new();
    }
}
