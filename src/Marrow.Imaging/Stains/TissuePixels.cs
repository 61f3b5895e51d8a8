using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Marrow.Imaging;

/// <summary>The colours of a picture's tissue pixels, packed together so that later passes need no test: red in the low byte, then green, then blue; in chunks, in order.</summary>
internal sealed class TissuePixels
{
    private readonly ArraySegment<uint>[] _chunks;

    private TissuePixels(ArraySegment<uint>[] chunks, long pixels, long black)
    {
        (_chunks, Pixels, Black) = (chunks, pixels, black);
        Count = chunks.Sum(chunk => (long)chunk.Count);
    }

    /// <summary>All pixels of the picture, tissue or not.</summary>
    public long Pixels { get; }

    public long Black { get; }

    public long Count { get; }

    public int Chunks => _chunks.Length;

    /// <param name="mask">Limits the pixels where not null: 1 for each that may count.</param>
    public static TissuePixels Gather(byte[] rgb, OpticalDensity density, byte[]? mask, int threads)
    {
        int pixels = rgb.Length / 3;
        var chunks = new ArraySegment<uint>[PixelChunks.Count(pixels)];
        long[] black = new long[chunks.Length];
        PixelChunks.Run(pixels, threads, (chunk, start, end) =>
        {
            uint[] found = GC.AllocateUninitializedArray<uint>(end - start + 1);
            (int count, black[chunk]) = Pack(rgb, (start, end), density.StainedUpTo, found);
            chunks[chunk] = mask is null ? new(found, 0, count) : Masked(rgb, density, mask.AsSpan(start, end - start), start);
        });
        return new TissuePixels(chunks, pixels, black.Sum());
    }

    public ReadOnlySpan<uint> Chunk(int index) => _chunks[index];

    /// <summary>An even sample of about that many colours, or all where there are fewer.</summary>
    public List<uint> Sample(int size)
    {
        int stride = (int)Math.Max(1, Count / size), next = 0;
        List<uint> sample = [];
        foreach (ArraySegment<uint> chunk in _chunks)
        {
            for (; next < chunk.Count; next += stride)
            {
                sample.Add(chunk[next]);
            }

            next -= chunk.Count;
        }

        return sample;
    }

    /// <summary>Calls the body once for each chunk.</summary>
    public void Run(int threads, Action<int> body) => PixelChunks.Run(threads, _chunks.Length, body);

    /// <summary>Writes every colour and moves on only past tissue, without a branch; the array has one place to spare.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Count, long Black) Pack(byte[] rgb, (int Start, int End) range, int stainedUpTo, uint[] found)
    {
        ref byte source = ref MemoryMarshal.GetArrayDataReference(rgb);
        ref uint target = ref MemoryMarshal.GetArrayDataReference(found);
        int count = 0;
        long black = 0;
        for (int i = range.Start * 3; i < range.End * 3; i += 3)
        {
            int r = Unsafe.Add(ref source, i), g = Unsafe.Add(ref source, i + 1), b = Unsafe.Add(ref source, i + 2);
            Unsafe.Add(ref target, count) = (uint)(r | (g << 8) | (b << 16));
            // Sign bits: dark is −1 where no channel passes the limit, lit is −1 where some channel is above black.
            int dark = ~((stainedUpTo - r) | (stainedUpTo - g) | (stainedUpTo - b)) >> 31;
            int lit = (OpticalDensity.Black - (r | g | b)) >> 31;
            count -= dark & lit;
            black += 1 + lit;
        }

        return (count, black);
    }

    private static ArraySegment<uint> Masked(byte[] rgb, OpticalDensity density, ReadOnlySpan<byte> mask, int start)
    {
        List<uint> found = [];
        for (int pixel = 0; pixel < mask.Length; pixel++)
        {
            int i = (start + pixel) * 3;
            if (mask[pixel] != 0 && density.IsTissue(rgb[i], rgb[i + 1], rgb[i + 2]))
            {
                found.Add((uint)(rgb[i] | (rgb[i + 1] << 8) | (rgb[i + 2] << 16)));
            }
        }

        return new ArraySegment<uint>([.. found]);
    }
}
