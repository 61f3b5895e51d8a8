using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>How a <see cref="PyramidTiffWriter"/> stores its picture.</summary>
public sealed record PyramidTiffOptions
{
    private readonly int tileSide = 256;
    private readonly int? jpegQuality;

    /// <summary>Colours of labels, 1 to 256: the rows are indices, lower levels take the nearest. Null for RGB rows, averaged downwards.</summary>
    public IReadOnlyList<RgbColor>? Palette { get; init; }

    /// <summary>JPEG tiles of this quality, 1 to 100, for RGB; null (the default) deflates without loss.</summary>
    public int? JpegQuality
    {
        get => jpegQuality;
        init => jpegQuality = value is null or (>= 1 and <= 100) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "JPEG quality must be 1 to 100");
    }

    /// <summary>Side of a tile in pixels, a multiple of 16 from 64 to 1024; 256 is what viewers ask for.</summary>
    public int TileSide
    {
        get => tileSide;
        init => tileSide = value is >= 64 and <= 1024 && value % 16 == 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "a tile's side must be a multiple of 16 from 64 to 1024");
    }

    /// <summary>Resolution of level 0, written as pixels per centimetre; null writes none.</summary>
    public PixelPitch? Pitch { get; init; }
}
