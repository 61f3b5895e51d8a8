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
    /// <param name="bits">Bits an index takes in the file: 2, 4 or 8.</param>
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

        int perByte = 8 / bits, i = 0;
        for (int whole = indices.Length / perByte; i + Vector<byte>.Count <= whole; i += Vector<byte>.Count)
        {
            ReadOnlySpan<byte> next = indices[(perByte * i)..];
            (bits == 4 ? Joined(next, 4) : Joined(Joined(next, 2), Joined(next[(2 * Vector<byte>.Count)..], 2), 4)).CopyTo(packed[i..]);
        }

        for (; i < packed.Length; i++)
        {
            int value = 0;
            for (int at = perByte * i; at < perByte * (i + 1); at++)
            {
                value = (value << bits) | (at < indices.Length ? indices[at] : 0);
            }

            packed[i] = (byte)value;
        }
    }

    private static Vector<byte> Joined(ReadOnlySpan<byte> indices, int bits) => Joined(new Vector<byte>(indices), new Vector<byte>(indices[Vector<byte>.Count..]), bits);

    /// <summary>Each two neighbours of so many bits in one byte, the first above.</summary>
    private static Vector<byte> Joined(Vector<byte> first, Vector<byte> second, int bits)
    {
        Vector<ushort> a = first.As<byte, ushort>(), b = second.As<byte, ushort>(), low = new(0xFF);
        return Vector.Narrow(((a << bits) | (a >> 8)) & low, ((b << bits) | (b >> 8)) & low);
    }
}
