using System.Buffers.Binary;
using Marrow.Imaging;
using Microsoft.Win32.SafeHandles;

namespace Marrow.Slides;

/// <summary>
/// The rows of a Windows bitmap (Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER to V5): 1, 4 and 8 bits with a palette,
/// 16, 24 and 32 bits with or without bit fields, bottom up or top down; run lengths are refused in words.
/// </summary>
internal sealed class BmpRows : RowSource
{
    private readonly SafeFileHandle file;
    private readonly BmpHeader header;
    private readonly byte[] row;

    private BmpRows(SafeFileHandle file, BmpHeader header) =>
        (this.file, this.header, row) = (file, header, new byte[header.Stride]);

    /// <exception cref="SlideFormatException">The header makes no sense, or the file is shorter than it says.</exception>
    public static BmpRows OpenBmp(string path)
    {
        SafeFileHandle file = File.OpenHandle(path);
        try
        {
            BmpHeader header = BmpHeader.Read(path, file);
            return new BmpRows(file, header)
            {
                Size = new PixelSize(header.Width, header.Height),
                Channels = header.IsGray ? 1 : 3,
                Format = "bmp",
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override void ReadRows(int top, int count, Span<byte> destination)
    {
        int stride = Size.Width * Channels;
        for (int y = 0; y < count; y++)
        {
            int stored = header.IsTopDown ? top + y : Size.Height - 1 - top - y;
            RandomAccess.Read(file, row, checked(header.PixelOffset + (stored * header.Stride)));
            Expand(destination.Slice(y * stride, stride));
        }
    }

    protected override void Dispose(bool disposing) => file.Dispose();

    private void Expand(Span<byte> target)
    {
        switch (header.BitsPerPixel)
        {
            case <= 8: ExpandPalette(target); break;
            case 24: ExpandBgr(target); break;
            default: ExpandFields(target); break;
        }
    }

    private void ExpandPalette(Span<byte> target)
    {
        int bits = header.BitsPerPixel, mask = (1 << bits) - 1;
        for (int x = 0; x < header.Width; x++)
        {
            int position = x * bits;
            int index = (row[position >> 3] >> (8 - bits - (position & 7))) & mask;
            RgbColor colour = header.Palette[index];
            if (header.IsGray)
            {
                target[x] = colour.R;
                continue;
            }

            (target[3 * x], target[(3 * x) + 1], target[(3 * x) + 2]) = (colour.R, colour.G, colour.B);
        }
    }

    private void ExpandBgr(Span<byte> target)
    {
        for (int i = 0; i < target.Length; i += 3)
        {
            (target[i], target[i + 1], target[i + 2]) = (row[i + 2], row[i + 1], row[i]);
        }
    }

    private void ExpandFields(Span<byte> target)
    {
        int bytes = header.BitsPerPixel / 8;
        for (int x = 0; x < header.Width; x++)
        {
            uint pixel = bytes == 2
                ? BinaryPrimitives.ReadUInt16LittleEndian(row.AsSpan(2 * x))
                : BinaryPrimitives.ReadUInt32LittleEndian(row.AsSpan(4 * x));
            target[3 * x] = BmpHeader.Field(pixel, header.RedMask);
            target[(3 * x) + 1] = BmpHeader.Field(pixel, header.GreenMask);
            target[(3 * x) + 2] = BmpHeader.Field(pixel, header.BlueMask);
        }
    }
}
