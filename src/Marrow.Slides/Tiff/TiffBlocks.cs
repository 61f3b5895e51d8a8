using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Compression;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Decodes the blocks of one directory to 8-bit grey or RGB. Safe for several threads.</summary>
internal sealed class TiffBlocks
{
    private const int SpareLimit = 16;

    private readonly TiffLayout layout;
    private readonly TiffFile file;
    private readonly long[] offsets;
    private readonly long[] counts;
    private readonly byte[]? jpegTables;
    private readonly RgbColor[] palette;
    private readonly ConcurrentBag<byte[]> spare = [];

    /// <exception cref="SlideFormatException">A block lies past the end of the file, or blocks are missing from the tables.</exception>
    public TiffBlocks(TiffLayout layout)
    {
        (this.layout, file) = (layout, layout.Directory.File);
        offsets = layout.Directory.Numbers(layout.Directory.Has(TiffTag.TileOffsets) ? TiffTag.TileOffsets : TiffTag.StripOffsets);
        counts = layout.Directory.Numbers(layout.Directory.Has(TiffTag.TileByteCounts) ? TiffTag.TileByteCounts : TiffTag.StripByteCounts);
        jpegTables = layout.Directory.Raw(TiffTag.JpegTables);
        palette = layout.Photometric == TiffPhotometric.Palette ? ReadPalette() : [];
        Channels = palette.Length > 0 ? (palette.All(colour => colour.R == colour.G && colour.G == colour.B) ? 1 : 3) : layout.Colours;
        CheckTables();
    }

    /// <summary>1 where blocks decode to grey, 3 for RGB.</summary>
    public int Channels { get; }

    /// <summary>Decodes a block to its rows × its width × <see cref="Channels"/>; rows past the picture's lower edge are left out.</summary>
    /// <exception cref="SlideFormatException">It is damaged.</exception>
    public byte[] Decode(int across, int down)
    {
        int rows = Math.Min(layout.Block.Height, layout.Size.Height - (down * layout.Block.Height));
        int index = (down * layout.BlocksAcross) + across;
        if (counts[index] > 0 && IsPlain)
        {
            return Samples(index, rows);
        }

        byte[] pixels = GC.AllocateUninitializedArray<byte>(checked(layout.Block.Width * rows * Channels));
        if (counts[index] == 0)
        {
            pixels.AsSpan().Fill(255);
            return pixels;
        }

        Expand(Samples(index, rows), rows, pixels);
        return pixels;
    }

    /// <summary>Takes back what <see cref="Decode"/> gave, for a later block; a pass over a slide then needs a few arrays and not one a block.</summary>
    public void Recycle(byte[] pixels)
    {
        if (spare.Count < SpareLimit)
        {
            spare.Add(pixels);
        }
    }

    /// <summary>Decodes a block of single-sample pixels to what is stored, without palette or inversion; 8 bits or fewer.</summary>
    public byte[] DecodeStored(int across, int down)
    {
        int rows = Math.Min(layout.Block.Height, layout.Size.Height - (down * layout.Block.Height));
        byte[] samples = Samples((down * layout.BlocksAcross) + across, rows);
        return layout.BitsPerSample < 8 ? TiffBits.Unpack(samples, layout, rows) : samples;
    }

    // Stored as it is shown: 8-bit grey or RGB.
    private bool IsPlain => layout.BitsPerSample == 8 && layout.SamplesPerPixel == Channels && palette.Length == 0 && layout.Photometric != TiffPhotometric.WhiteIsZero;

    // Samples of all channels, interleaved, in the machine's byte order, before colours.
    private byte[] Samples(int index, int rows)
    {
        if (!layout.IsPlanar)
        {
            return Plane(index, rows);
        }

        int planes = layout.SamplesPerPixel, bytes = layout.BitsPerSample / 8, perPlane = layout.BlocksAcross * layout.BlocksDown;
        byte[] joined = new byte[checked(layout.Block.Width * rows * planes * bytes)];
        for (int plane = 0; plane < planes; plane++)
        {
            byte[] one = Plane(index + (plane * perPlane), rows);
            for (int i = 0; i < one.Length / bytes; i++)
            {
                one.AsSpan(i * bytes, bytes).CopyTo(joined.AsSpan(((i * planes) + plane) * bytes));
            }
        }

        return joined;
    }

    /// <summary>Gives the storage of blocks taken back to the collector.</summary>
    public void Rest() => spare.Clear();

    private byte[] Plane(int index, int rows)
    {
        int length = checked(layout.BlockRowBytes * rows);
        byte[] samples = spare.TryTake(out byte[]? used) && used.Length == length ? used : GC.AllocateUninitializedArray<byte>(length);
        int written = ReadPlane(index, rows, samples);
        if (written < samples.Length)
        {
            throw file.Damage($"block {index} ends after {written} of {samples.Length} bytes");
        }

        bool wide = layout.BitsPerSample == 16;
        for (int y = 0; y < rows && (wide || layout.HasPredictor); y++)
        {
            Span<byte> row = samples.AsSpan(y * layout.BlockRowBytes, layout.BlockRowBytes);
            if (wide)
            {
                TiffPredictor.ToMachineOrder(row, file.IsBigEndian);
            }

            if (layout.HasPredictor && layout.Compression != TiffCompression.Jpeg)
            {
                TiffPredictor.Undo(row, layout.SamplesInBlock, wide);
            }
        }

        return samples;
    }

    private int ReadPlane(int index, int rows, byte[] samples)
    {
        if (layout.Compression == TiffCompression.None)
        {
            int count = (int)Math.Min(counts[index], samples.Length);
            file.Fill(offsets[index], samples.AsSpan(0, count));
            return count;
        }

        int length = checked((int)Math.Min(counts[index], file.Length));
        byte[] stored = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            file.Fill(offsets[index], stored.AsSpan(0, length));
            return Decompress(new ArraySegment<byte>(stored, 0, length), samples, index, rows);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private int Decompress(ArraySegment<byte> stored, byte[] samples, int index, int rows)
    {
        switch (layout.Compression)
        {
            case TiffCompression.Lzw: return TiffLzw.Decode(stored, samples);
            case TiffCompression.PackBits: return TiffPackBits.Decode(stored, samples);
            case TiffCompression.Jpeg: return DecompressJpeg(stored, samples, index, rows);
            default: return Inflate(stored, samples, index);
        }
    }

    private int Inflate(ArraySegment<byte> stored, byte[] samples, int index)
    {
        try
        {
            using ZLibStream stream = new(new MemoryStream(stored.Array!, stored.Offset, stored.Count), CompressionMode.Decompress);
            return stream.ReadAtLeast(samples, samples.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException failure)
        {
            throw new SlideFormatException(file.Path, $"damaged TIFF: block {index} is not deflated data", failure);
        }
    }

    private int DecompressJpeg(ArraySegment<byte> stored, byte[] samples, int index, int rows)
    {
        try
        {
            VipsLayout shape = new(layout.Block.Width, rows, layout.SamplesInBlock);
            TiffJpeg.Decode(stored, jpegTables, layout.Photometric == TiffPhotometric.Ycc, shape, samples);
            return samples.Length;
        }
        catch (InvalidDataException failure)
        {
            throw new SlideFormatException(file.Path, $"damaged TIFF: block {index} is not a JPEG of its size, or ends early", failure);
        }
    }

    private void Expand(byte[] samples, int rows, byte[] pixels)
    {
        byte[] plain = layout.BitsPerSample < 8 ? TiffBits.Unpack(samples, layout, rows) : samples;
        if (palette.Length > 0)
        {
            TiffBits.Paint(plain, layout.SamplesPerPixel, palette, Channels, pixels);
            return;
        }

        if (layout.BitsPerSample < 8)
        {
            TiffBits.Stretch(plain, layout.BitsPerSample);
        }

        SampleConversion.ToBytes(plain, layout.SamplesPerPixel, layout.BitsPerSample == 16, pixels, layout.IsAlphaPremultiplied);
        if (layout.Photometric == TiffPhotometric.WhiteIsZero)
        {
            TiffBits.Invert(pixels);
        }
    }

    private RgbColor[] ReadPalette()
    {
        long[] map = layout.Directory.Numbers(TiffTag.ColorMap);
        int count = 1 << layout.BitsPerSample;
        if (layout.BitsPerSample > 8 || map.Length != 3 * count)
        {
            throw file.Damage($"its palette has {map.Length} entries for {layout.BitsPerSample} bits");
        }

        // Some writers fill 8-bit values into the 16-bit entries.
        int shift = map.Any(value => value > 255) ? 8 : 0;
        return Enumerable.Range(0, count)
            .Select(i => new RgbColor((byte)(map[i] >> shift), (byte)(map[i + count] >> shift), (byte)(map[i + (2 * count)] >> shift)))
            .ToArray();
    }

    private void CheckTables()
    {
        long wanted = checked((long)layout.BlocksAcross * layout.BlocksDown * (layout.IsPlanar ? layout.SamplesPerPixel : 1));
        if (offsets.Length < wanted || counts.Length < wanted)
        {
            throw file.Damage($"it has {wanted} blocks but {offsets.Length} offsets and {counts.Length} lengths");
        }

        for (int i = 0; i < wanted; i++)
        {
            // Scanners leave tiles empty where they saw nothing; a strip is empty where a writer was cut off.
            if (counts[i] == 0 && !layout.IsTiled)
            {
                throw file.Damage($"strip {i} of {wanted} is empty");
            }

            if (counts[i] > Array.MaxLength || (counts[i] > 0 && offsets[i] > file.Length - counts[i]))
            {
                throw file.Damage($"block {i} of {counts[i]} bytes at {offsets[i]} lies past its end of {file.Length}");
            }
        }
    }
}
