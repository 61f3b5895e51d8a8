using System.Buffers.Binary;
using System.Numerics;
using Marrow.Imaging;
using Microsoft.Win32.SafeHandles;

namespace Marrow.Slides;

/// <summary>What a bitmap's header says, checked against the file's length.</summary>
internal sealed record BmpHeader
{
    private const int Plain = 0, BitFields = 3;

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required bool IsTopDown { get; init; }

    public required int BitsPerPixel { get; init; }

    public required long PixelOffset { get; init; }

    public IReadOnlyList<RgbColor> Palette { get; private init; } = [];

    public uint RedMask { get; private init; }

    public uint GreenMask { get; private init; }

    public uint BlueMask { get; private init; }

    /// <summary>Bytes of a stored row, a multiple of four.</summary>
    public long Stride => (((long)Width * BitsPerPixel) + 31) / 32 * 4;

    /// <summary>True where every colour of the palette is a grey.</summary>
    public bool IsGray => Palette.Count > 0 && Palette.All(colour => colour.R == colour.G && colour.G == colour.B);

    /// <exception cref="SlideFormatException">The header makes no sense, or the file is shorter than it says.</exception>
    public static BmpHeader Read(string path, SafeFileHandle file)
    {
        byte[] head = new byte[70];
        int length = RandomAccess.Read(file, head, 0);
        SlideFormatException Refuse(string problem) => new(path, $"damaged BMP: {problem}");
        int infoSize = length >= 54 ? Int(head, 14) : 0;
        if (infoSize < 40)
        {
            throw Refuse("its header is cut short or older than Windows 3");
        }

        int height = Int(head, 22), compression = Int(head, 30), bits = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(28));
        if (Int(head, 18) <= 0 || height is 0 or int.MinValue)
        {
            throw Refuse($"its size is {Int(head, 18)}×{height}");
        }

        if (compression is not (Plain or BitFields) || bits is not (1 or 4 or 8 or 16 or 24 or 32))
        {
            throw new SlideFormatException(path, $"is a BMP with {bits} bits and compression {compression}, which is not supported");
        }

        BmpHeader header = new()
        {
            Width = Int(head, 18),
            Height = Math.Abs(height),
            IsTopDown = height < 0,
            BitsPerPixel = bits,
            PixelOffset = (uint)Int(head, 10),
            Palette = bits <= 8 ? ReadPalette(file, 14 + infoSize, Int(head, 46), bits) : [],
            RedMask = compression == BitFields ? (uint)Int(head, 54) : bits == 16 ? 0x7C00u : 0xFF0000u,
            GreenMask = compression == BitFields ? (uint)Int(head, 58) : bits == 16 ? 0x3E0u : 0xFF00u,
            BlueMask = compression == BitFields ? (uint)Int(head, 62) : bits == 16 ? 0x1Fu : 0xFFu,
        };
        long there = RandomAccess.GetLength(file) - header.PixelOffset;
        return there / header.Stride >= header.Height
            ? header
            : throw Refuse($"its {header.Width}×{header.Height} pixels do not fit the {Math.Max(0, there)} bytes behind its header");
    }

    /// <summary>The bits of a field, stretched to 0–255.</summary>
    public static byte Field(uint pixel, uint mask)
    {
        int shift = BitOperations.TrailingZeroCount(mask);
        ulong largest = mask == 0 ? 1 : mask >> shift;
        return (byte)((((pixel & mask) >> shift) * 255UL + (largest / 2)) / largest);
    }

    private static int Int(byte[] head, int offset) => BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(offset));

    // An index past the palette's end shows black, as Windows does.
    private static RgbColor[] ReadPalette(SafeFileHandle file, long offset, int used, int bits)
    {
        int count = used is > 0 and <= 256 ? used : 1 << bits;
        byte[] entries = new byte[4 * count];
        RandomAccess.Read(file, entries, offset);
        RgbColor[] palette = new RgbColor[1 << bits];
        for (int i = 0; i < Math.Min(count, palette.Length); i++)
        {
            palette[i] = new RgbColor(entries[(4 * i) + 2], entries[(4 * i) + 1], entries[4 * i]);
        }

        return palette;
    }
}
