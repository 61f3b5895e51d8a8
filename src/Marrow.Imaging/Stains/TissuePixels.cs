using System.Buffers;

namespace Marrow.Imaging;

/// <summary>
/// The colours of a picture's tissue pixels, packed together so that later passes need no test: red in the low byte, then green, then blue; in chunks, in order.
/// Its storage is borrowed from the shared pool and goes back on disposal.
/// </summary>
internal sealed class TissuePixels : IDisposable
{
    private const int ChunkStorage = PixelChunks.PixelsPerChunk + TissuePacking.Spare;

    private readonly int[] _counts;
    private uint[] _colours;

    private TissuePixels(uint[] colours, int[] counts, long pixels, long black)
    {
        (_colours, _counts, Pixels, Black) = (colours, counts, pixels, black);
        Count = counts.Sum(count => (long)count);
    }

    /// <summary>All pixels of the picture, tissue or not.</summary>
    public long Pixels { get; }

    public long Black { get; }

    public long Count { get; }

    public int Chunks => _counts.Length;

    /// <param name="mask">Limits the pixels where not null: 1 for each that may count.</param>
    public static TissuePixels Gather(byte[] rgb, OpticalDensity density, byte[]? mask, int threads)
    {
        int pixels = rgb.Length / 3;
        int[] counts = new int[PixelChunks.Count(pixels)];
        long[] black = new long[counts.Length];
        uint[] colours = ArrayPool<uint>.Shared.Rent(checked(counts.Length * ChunkStorage));
        PixelChunks.Run(pixels, threads, (chunk, start, end) =>
        {
            ReadOnlySpan<byte> source = rgb.AsSpan(start * 3, (end - start) * 3);
            Span<uint> found = colours.AsSpan(chunk * ChunkStorage, ChunkStorage);
            (int count, black[chunk]) = TissuePacking.Pack(source, density.StainedUpTo, found);
            counts[chunk] = mask is null ? count : Masked(source, density, mask.AsSpan(start, end - start), found);
        });
        return new TissuePixels(colours, counts, pixels, black.Sum());
    }

    public ReadOnlySpan<uint> Chunk(int index) => _colours.AsSpan(index * ChunkStorage, _counts[index]);

    /// <summary>An even sample of about that many colours, or all where there are fewer.</summary>
    public List<uint> Sample(int size)
    {
        int stride = (int)Math.Max(1, Count / size), next = 0;
        List<uint> sample = new((int)(Count / stride) + 1);
        for (int index = 0; index < Chunks; index++)
        {
            ReadOnlySpan<uint> chunk = Chunk(index);
            for (; next < chunk.Length; next += stride)
            {
                sample.Add(chunk[next]);
            }

            next -= chunk.Length;
        }

        return sample;
    }

    /// <summary>Calls the body once for each chunk.</summary>
    public void Run(int threads, Action<int> body) => PixelChunks.Run(threads, Chunks, body);

    public void Dispose()
    {
        uint[] colours = _colours;
        _colours = [];
        if (colours.Length > 0)
        {
            ArrayPool<uint>.Shared.Return(colours);
        }
    }

    private static int Masked(ReadOnlySpan<byte> rgb, OpticalDensity density, ReadOnlySpan<byte> mask, Span<uint> found)
    {
        int count = 0;
        for (int pixel = 0; pixel < mask.Length; pixel++)
        {
            int i = pixel * 3;
            if (mask[pixel] != 0 && density.IsTissue(rgb[i], rgb[i + 1], rgb[i + 2]))
            {
                found[count++] = (uint)(rgb[i] | (rgb[i + 1] << 8) | (rgb[i + 2] << 16));
            }
        }

        return count;
    }
}
