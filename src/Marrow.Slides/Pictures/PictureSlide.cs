using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>A plain picture (PNG, JPEG, BMP, a TIFF that cannot be read by block) as a slide of one level.</summary>
internal sealed class PictureSlide : Slide
{
    // Larger ones wait in a file, which the system keeps in memory as long as nobody needs it more.
    private const long MemoryLimit = 64L << 20;

    // Of a pass; of wider pictures all rows wait in the file.
    private const long RingLimit = 48L << 20;

    private readonly PictureKind kind;
    private readonly RowSource source;
    private readonly DecodedRows rows;
    private RowPass? _pass;

    private PictureSlide(string path, PictureKind kind, long memoryLimit)
    {
        (Path, this.kind, source) = (path, kind, RowSource.Open(path, kind));
        rows = new DecodedRows(source, memoryLimit);
        Levels = [new SlideLevel(source.Size, 1)];
    }

    public override string Path { get; }

    public override string Format => source.Format;

    public override IReadOnlyList<SlideLevel> Levels { get; }

    /// <summary>Always absent: densities in plain pictures are for screens and printers.</summary>
    public override PixelPitch? Pitch => null;

    public override double? ObjectivePower => null;

    public override bool IsGray => source.Channels == 1;

    public override bool IsDecodedOnce => true;

    public override string? Doubt
    {
        get
        {
            if (_pass is { HasDecodedAll: true } passed)
            {
                return passed.Doubt;
            }

            rows.WaitForAll();
            return source.Doubt;
        }
    }

    public override bool IsStoredInRows(int level) => true;

    public override int BitsPerSample => source.BitsPerSample;

    public override RgbColor Background => RgbColor.White;

    public override IReadOnlyDictionary<string, string> Properties => source.Properties;

    public override IReadOnlyList<string> AssociatedImages => [];

    /// <exception cref="SlideFormatException">It is damaged or too large to decode whole.</exception>
    public static PictureSlide Open(string path, PictureKind kind, long memoryLimit = MemoryLimit) =>
        new(path, kind, memoryLimit);

    public override Raster<byte> Read(int level, PixelRectangle area)
    {
        if (_pass?.TakeKept(area) is { } kept)
        {
            return kept;
        }

        Raster<byte> region = new(area.Width, area.Height, 3);
        Pass(level, area, region.Samples);
        return region;
    }

    public override void Pass(int level, PixelRectangle area, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, checked((int)(area.Size.Area * 3)));
        PixelRectangle inside = area.Intersect(new PixelRectangle(0, 0, Size.Width, Size.Height));
        if (inside != area)
        {
            rgb.Fill(255);
        }

        if (!IsGray && inside == area && area.Width == Size.Width && area.Height > 0)
        {
            rows.Copy(0, area.Y, rgb);
            return;
        }

        byte[] gray = new byte[IsGray ? inside.Width : 0];
        for (int y = inside.Y; y < inside.Bottom; y++)
        {
            Span<byte> to = rgb.Slice((((y - area.Y) * area.Width) + inside.X - area.X) * 3, inside.Width * 3);
            if (IsGray)
            {
                rows.Copy(inside.X, y, gray);
                GrayPicture.Repeat(gray, to);
            }
            else
            {
                rows.Copy(inside.X, y, to);
            }
        }
    }

    public override void Begin() => rows.Begin();

    public override RowPass? BeginPass(int height)
    {
        if (IsGray || rows.IsHeld || RowPass.RingBytes(Size.Width, height) > RingLimit)
        {
            return null;
        }

        return _pass is { IsOver: false } begun ? begun : _pass = RowPass.Begin(RowSource.Open(Path, kind), height);
    }

    public override void Rest() => _pass?.DropKept();

    public override Raster<byte> ReadAssociated(string name) => throw new ArgumentException($"there is no picture called {name}", nameof(name));

    protected override void Dispose(bool disposing)
    {
        if (_pass is { IsOver: false } begun)
        {
            begun.Dispose();
        }

        rows.Dispose();
    }
}
