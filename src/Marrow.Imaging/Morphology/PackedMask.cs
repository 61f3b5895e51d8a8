using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Marrow.Imaging;

/// <summary>A mask of one bit a pixel, 64 pixels a word; every row starts a word, and what pads its last word is undefined.</summary>
internal sealed class PackedMask
{
    private static readonly ulong[] Spread = [.. Enumerable.Range(0, 256).Select(SpreadByte)];

    private readonly ulong[] words;

    private PackedMask(int width, int height)
    {
        (Width, Height, Stride) = (width, height, (width + 63) / 64);
        words = new ulong[checked(Stride * height)];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Words a row.</summary>
    public int Stride { get; }

    /// <summary>Bits of a row's last word that are pixels.</summary>
    public ulong LastBits => ulong.MaxValue >> ((64 - (Width % 64)) % 64);

    public Span<ulong> Row(int y) => words.AsSpan(y * Stride, Stride);

    public static PackedMask From(Mask mask)
    {
        PackedMask packed = new(mask.Width, mask.Height);
        for (int y = 0; y < mask.Height; y++)
        {
            Pack(mask.Row(y), packed.Row(y));
        }

        return packed;
    }

    /// <summary>Another of the same size, all pixels inside.</summary>
    public PackedMask FullLike()
    {
        PackedMask full = new(Width, Height);
        full.words.AsSpan().Fill(ulong.MaxValue);
        return full;
    }

    public Mask ToMask()
    {
        Mask mask = new(Width, Height);
        for (int y = 0; y < Height; y++)
        {
            Unpack(Row(y), mask.Row(y));
        }

        return mask;
    }

    /// <summary>Turns inside into outside, in place.</summary>
    public PackedMask Invert()
    {
        System.Numerics.Tensors.TensorPrimitives.OnesComplement<ulong>(words, words);
        return this;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(ReadOnlySpan<byte> values, Span<ulong> row)
    {
        int x = 0;
        for (; x + 64 <= values.Length; x += 64)
        {
            ulong low = Vector256.GreaterThan(Vector256.Create(values[x..]), Vector256<byte>.Zero).ExtractMostSignificantBits();
            ulong high = Vector256.GreaterThan(Vector256.Create(values[(x + 32)..]), Vector256<byte>.Zero).ExtractMostSignificantBits();
            row[x / 64] = low | (high << 32);
        }

        for (; x < values.Length; x++)
        {
            row[x / 64] |= values[x] != 0 ? 1UL << (x % 64) : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Unpack(ReadOnlySpan<ulong> row, Span<byte> values)
    {
        Span<ulong> eights = MemoryMarshal.Cast<byte, ulong>(values);
        ulong[] spread = Spread;
        for (int i = 0; i < eights.Length; i++)
        {
            eights[i] = spread[(byte)(row[i / 8] >> (i % 8 * 8))];
        }

        for (int x = eights.Length * 8; x < values.Length; x++)
        {
            values[x] = (byte)((row[x / 64] >> (x % 64)) & 1);
        }
    }

    /// <summary>The eight bits of a byte as eight bytes, in the order that this machine stores them.</summary>
    private static ulong SpreadByte(int bits)
    {
        ulong spread = 0;
        for (int bit = 0; bit < 8; bit++)
        {
            int place = BitConverter.IsLittleEndian ? bit : 7 - bit;
            spread |= (ulong)((bits >> bit) & 1) << (8 * place);
        }

        return spread;
    }
}
