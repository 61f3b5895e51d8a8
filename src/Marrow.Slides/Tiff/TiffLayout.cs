using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>How one directory stores its picture: size, blocks (tiles, or strips as tiles of full width), samples and colours.</summary>
internal sealed record TiffLayout
{
    private const long BlockByteLimit = 64L << 20;

    public required TiffDirectory Directory { get; init; }

    public required PixelSize Size { get; init; }

    public required PixelSize Block { get; init; }

    public required bool IsTiled { get; init; }

    public required int Compression { get; init; }

    public required int Photometric { get; init; }

    public required int BitsPerSample { get; init; }

    public required int SamplesPerPixel { get; init; }

    /// <summary>1 unsigned, 2 signed, 3 floating point, 4 undefined, 5 and 6 complex.</summary>
    public required int SampleFormat { get; init; }

    /// <summary>True where each channel has its own blocks.</summary>
    public required bool IsPlanar { get; init; }

    /// <summary>True where the lowest bit of a byte comes first.</summary>
    public required bool HasTurnedBits { get; init; }

    public required bool HasPredictor { get; init; }

    public required bool IsAlphaPremultiplied { get; init; }

    public int BlocksAcross => (int)(((long)Size.Width + Block.Width - 1) / Block.Width);

    public int BlocksDown => (int)(((long)Size.Height + Block.Height - 1) / Block.Height);

    /// <summary>Samples that lie side by side in a block.</summary>
    public int SamplesInBlock => IsPlanar ? 1 : SamplesPerPixel;

    /// <summary>Colours without transparency: 1 for grey and palettes, 3 for RGB, 4 for CMYK.</summary>
    public int Colours => Photometric switch
    {
        TiffPhotometric.Separated => 4,
        TiffPhotometric.Rgb or TiffPhotometric.Ycc or >= TiffPhotometric.Lab => 3,
        _ => 1,
    };

    /// <summary>True for 1 to 16 bits, unsigned.</summary>
    public bool HasSlideDepth => SampleFormat == 1 && BitsPerSample is (1 or 2 or 4 or 8 or 16);

    /// <summary>True for grey, RGB, CMYK or a palette with or without transparency.</summary>
    public bool HasSlideColours => SamplesPerPixel - Colours is 0 or 1;

    private string SampleKind => SampleFormat switch { 1 => "unsigned", 2 => "signed", 3 => "floating-point", 4 => "undefined", 5 or 6 => "complex", _ => $"unknown (format {SampleFormat})" };

    /// <summary>Bytes of a row of a block of one plane.</summary>
    public int BlockRowBytes => checked((int)((((long)Block.Width * SamplesInBlock * BitsPerSample) + 7) / 8));

    /// <summary>True where blocks are small enough to be decoded one by one, and are coded in a way that is decoded here.</summary>
    public bool IsReadByBlock =>
        TiffCompression.IsOwn(Compression)
        && !HasTurnedBits
        && Photometric is TiffPhotometric.WhiteIsZero or TiffPhotometric.BlackIsZero or TiffPhotometric.Rgb or TiffPhotometric.Palette or TiffPhotometric.Ycc
        && (Photometric != TiffPhotometric.Ycc || Compression == TiffCompression.Jpeg)
        && (Photometric != TiffPhotometric.Palette || BitsPerSample <= 8)
        && !(Compression == TiffCompression.Jpeg && IsPlanar)
        && Block.Area <= BlockByteLimit
        && (double)Block.Area * SamplesPerPixel * BitsPerSample <= 8.0 * BlockByteLimit;

    /// <exception cref="SlideFormatException">Tags are missing or make no sense together.</exception>
    public static TiffLayout Of(TiffDirectory directory)
    {
        TiffFile file = directory.File;
        PixelSize size = new(Side(directory, TiffTag.ImageWidth, "width"), Side(directory, TiffTag.ImageLength, "height"));
        bool tiled = directory.Has(TiffTag.TileWidth);
        int rows = (int)Math.Min(directory.Number(TiffTag.RowsPerStrip, size.Height), size.Height);
        PixelSize block = tiled
            ? new PixelSize(Side(directory, TiffTag.TileWidth, "tile width"), Side(directory, TiffTag.TileLength, "tile height"))
            : new PixelSize(size.Width, rows > 0 ? rows : throw file.Damage($"it has {rows} rows a strip"));
        long[] bits = directory.Numbers(TiffTag.BitsPerSample);
        TiffLayout layout = new()
        {
            Directory = directory,
            Size = size,
            Block = block,
            IsTiled = tiled,
            Compression = (int)directory.Number(TiffTag.Compression, TiffCompression.None),
            Photometric = (int)directory.Number(TiffTag.Photometric, TiffPhotometric.BlackIsZero),
            BitsPerSample = (int)(bits.Length > 0 ? bits[0] : 1),
            SamplesPerPixel = (int)directory.Number(TiffTag.SamplesPerPixel, 1),
            SampleFormat = (int)directory.Number(TiffTag.SampleFormat, 1),
            IsPlanar = directory.Number(TiffTag.PlanarConfiguration, 1) == 2 && directory.Number(TiffTag.SamplesPerPixel, 1) > 1,
            HasTurnedBits = directory.Number(TiffTag.FillOrder, 1) == 2,
            HasPredictor = directory.Number(TiffTag.Predictor, 1) == 2,
            IsAlphaPremultiplied = directory.Number(TiffTag.ExtraSamples, 0) == 1,
        };
        return bits.All(count => count == layout.BitsPerSample) ? layout : throw file.Damage("its samples have different depths");
    }

    /// <summary>Refuses in words what is not 8-bit or 16-bit grey, RGB or palette with or without transparency.</summary>
    public TiffLayout Checked()
    {
        string path = Directory.File.Path;
        if (!HasSlideDepth)
        {
            throw new SlideFormatException(path, $"has {BitsPerSample}-bit {SampleKind} samples; 1, 2, 4, 8 and 16-bit unsigned are read");
        }

        if (!TiffCompression.IsOwn(Compression) && !TiffCompression.IsLibtiff(Compression))
        {
            throw new SlideFormatException(path, $"is compressed with method {Compression}, which is not supported");
        }

        // libvips would hand these on as if they were red, green and blue.
        bool isLuma = Photometric == TiffPhotometric.Ycc && Compression != TiffCompression.Jpeg && TiffCompression.IsOwn(Compression);
        if (isLuma || Photometric >= TiffPhotometric.Lab)
        {
            string space = isLuma ? "YCbCr without JPEG compression" : $"the space of photometric {Photometric}";
            throw new SlideFormatException(path, $"has its colours in {space}, which is not supported; save it as RGB");
        }

        return HasSlideColours
            ? this
            : throw new SlideFormatException(path, $"has {SamplesPerPixel} channels; grey, RGB or palette with or without transparency are read");
    }

    /// <summary>Refuses in words samples whose numbers nobody here reads.</summary>
    public void CheckNumbers()
    {
        bool isRead = HasSlideDepth || (SampleFormat is 1 or 2 or 4 && BitsPerSample is 8 or 16 or 32) || (SampleFormat == 3 && BitsPerSample == 32);
        if (!isRead)
        {
            throw new SlideFormatException(Directory.File.Path, $"has {BitsPerSample}-bit {SampleKind} samples, which are not supported; whole numbers of up to 32 bits and floating-point numbers of 32 bits are read");
        }
    }

    private static int Side(TiffDirectory directory, TiffTag tag, string name) =>
        directory.Number(tag, 0) is long side and > 0 and <= int.MaxValue ? (int)side : throw directory.File.Damage($"its {name} is {directory.Number(tag, 0)}");
}
