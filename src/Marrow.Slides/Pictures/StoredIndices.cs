using System.Buffers.Binary;
using System.IO.Compression;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Reads the indices of a picture with a palette, which decoders otherwise turn into colours: label images are kept so.
/// PNG (W3C PNG, colour type 3, not interlaced) and TIFF.
/// </summary>
internal static class StoredIndices
{
    private const int HeaderBytes = 33, IndexedColour = 3;

    /// <summary>The indices, or null where the file has no palette.</summary>
    /// <exception cref="SlideFormatException">It has one and is damaged.</exception>
    public static LabelMap? Read(string path, PictureKind kind) => kind switch
    {
        PictureKind.Png => ReadPng(path),
        PictureKind.Tiff => ReadTiff(path),
        _ => null,
    };

    public static bool HasPalette(string path, PictureKind kind)
    {
        if (kind == PictureKind.Tiff)
        {
            using TiffFile file = TiffFile.Open(path);
            return TiffLayout.Of(file.Directories[0]).Photometric == TiffPhotometric.Palette;
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, HeaderBytes);
        return kind == PictureKind.Png && HasPalette(HeadOf(stream));
    }

    private static bool HasPalette(ReadOnlySpan<byte> head) => head.Length == HeaderBytes && head[25] == IndexedColour;

    /// <summary>The signature and IHDR; shorter where the file is.</summary>
    private static byte[] HeadOf(FileStream stream)
    {
        byte[] head = new byte[HeaderBytes];
        return head[..stream.ReadAtLeast(head, HeaderBytes, throwOnEndOfStream: false)];
    }

    private static LabelMap? ReadTiff(string path)
    {
        using TiffFile file = TiffFile.Open(path);
        TiffLayout layout = TiffLayout.Of(file.Directories[0]);
        if (layout.Photometric != TiffPhotometric.Palette || !layout.IsReadByBlock || layout.SamplesPerPixel != 1)
        {
            return null;
        }

        TiffBlocks blocks = new(layout);
        LabelMap labels = Allocate(path, layout.Size);
        for (int i = 0; i < layout.BlocksAcross * layout.BlocksDown; i++)
        {
            int left = i % layout.BlocksAcross * layout.Block.Width, top = i / layout.BlocksAcross * layout.Block.Height;
            byte[] block = blocks.DecodeStored(i % layout.BlocksAcross, i / layout.BlocksAcross);
            for (int y = 0; y < block.Length / layout.Block.Width; y++)
            {
                Widen(block.AsSpan(y * layout.Block.Width, Math.Min(layout.Block.Width, labels.Width - left)), labels.Row(top + y)[left..]);
            }
        }

        return labels;
    }

    private static LabelMap? ReadPng(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        byte[] head = HeadOf(stream);
        if (!HasPalette(head) || head[28] != 0)
        {
            return null;
        }

        PixelSize size = new(Int(head.AsSpan(16)), Int(head.AsSpan(20)));
        int bits = head[24];
        if (size.Width <= 0 || size.Height <= 0 || bits is not (1 or 2 or 4 or 8))
        {
            throw new SlideFormatException(path, $"damaged PNG: its size is {size} and its depth {bits}");
        }

        RowSource.CheckSize(path, size);
        try
        {
            using ZLibStream rows = new(new PngDataStream(stream), CompressionMode.Decompress);
            return Unfilter(rows, Allocate(path, size), bits);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw new SlideFormatException(path, "damaged PNG: its pixels are cut short or not deflated data", failure);
        }
    }

    private static LabelMap Unfilter(Stream rows, LabelMap labels, int bits)
    {
        int stride = (int)((((long)labels.Width * bits) + 7) / 8);
        byte[] row = new byte[stride], above = new byte[stride];
        for (int y = 0; y < labels.Height; y++)
        {
            int filter = rows.ReadByte();
            rows.ReadExactly(row);
            PngFilter.Undo(filter, row, above);
            Span<int> target = labels.Row(y);
            for (int x = 0; x < target.Length; x++)
            {
                int position = x * bits;
                target[x] = (row[position >> 3] >> (8 - bits - (position & 7))) & ((1 << bits) - 1);
            }

            (row, above) = (above, row);
        }

        return labels;
    }

    private static LabelMap Allocate(string path, PixelSize size) =>
        size.Area <= Array.MaxLength
            ? new LabelMap(size.Width, size.Height)
            : throw new SlideFormatException(path, $"has {size} pixels, which do not fit one label map in memory");

    private static void Widen(ReadOnlySpan<byte> indices, Span<int> labels)
    {
        for (int x = 0; x < indices.Length; x++)
        {
            labels[x] = indices[x];
        }
    }

    private static int Int(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);
}
