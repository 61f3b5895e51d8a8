using System.Buffers;
using System.IO.Compression;
using System.Numerics;

namespace Marrow.Slides;

/// <summary>Some rows of an indexed picture, packed by themselves: raw deflate that ends at a byte, with the check sum of what went in.</summary>
/// <param name="Deflated">To be followed by other segments, or by <see cref="LastBlock"/>; of the pool that it was made with.</param>
/// <param name="RawBytes">Bytes before packing.</param>
internal sealed record PngSegment(ArraySegment<byte> Deflated, Adler32 Sum, int RawBytes)
{
    /// <summary>An empty last block of deflate (RFC 1951: final, fixed codes, end of block).</summary>
    public static ReadOnlySpan<byte> LastBlock => [3, 0];

    /// <param name="indices">Whole rows, one index a byte.</param>
    /// <param name="bits">Bits an index takes in the file: 4 or 8.</param>
    /// <param name="pool">Where storage comes from.</param>
    public static PngSegment Of(ReadOnlySpan<byte> indices, int width, int bits, ArrayPool<byte> pool)
    {
        int rows = indices.Length / width, stride = 1 + (((width * bits) + 7) / 8);
        byte[] buffer = pool.Rent(checked(rows * stride));
        Span<byte> raw = buffer.AsSpan(0, rows * stride);
        for (int y = 0; y < rows; y++)
        {
            // Each row is preceded by its filter, 0 for none: flat labels pack best unfiltered.
            raw[y * stride] = 0;
            Pack(indices.Slice(y * width, width), bits, raw.Slice((y * stride) + 1, stride - 1));
        }

        byte[] target = pool.Rent(MostPacked(raw.Length));
        using MemoryStream deflated = new(target);
        using DeflateStream stream = new(deflated, CompressionLevel.Fastest);
        stream.Write(raw);
        stream.Flush();
        PngSegment packed = new(new ArraySegment<byte>(target, 0, (int)deflated.Position), Adler32.Of(raw), raw.Length);
        pool.Return(buffer);
        return packed;
    }

    /// <summary>More than deflate makes of so many bytes: fixed codes turn a byte into nine bits at worst.</summary>
    private static int MostPacked(int rawBytes) => checked(rawBytes + (rawBytes / 4) + 4096);

    private static void Pack(ReadOnlySpan<byte> indices, int bits, Span<byte> packed)
    {
        if (bits == 8)
        {
            indices.CopyTo(packed);
            return;
        }

        int pairs = indices.Length / 2, i = 0;
        for (; i + Vector<byte>.Count <= pairs; i += Vector<byte>.Count)
        {
            Vector.Narrow(Joined(indices[(2 * i)..]), Joined(indices[((2 * i) + Vector<byte>.Count)..])).CopyTo(packed[i..]);
        }

        for (; i < pairs; i++)
        {
            packed[i] = (byte)((indices[2 * i] << 4) | indices[(2 * i) + 1]);
        }

        if (indices.Length % 2 == 1)
        {
            packed[pairs] = (byte)(indices[^1] << 4);
        }
    }

    /// <summary>Two neighbours of four bits in the lower byte of each word, the first in its upper half.</summary>
    private static Vector<ushort> Joined(ReadOnlySpan<byte> indices)
    {
        Vector<ushort> pairs = new Vector<byte>(indices).As<byte, ushort>();
        return ((pairs << 4) | (pairs >> 8)) & new Vector<ushort>(0xFF);
    }
}
