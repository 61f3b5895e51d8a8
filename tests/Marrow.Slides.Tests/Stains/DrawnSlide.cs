using Marrow.Imaging;

namespace Marrow.Slides.Tests;

/// <summary>A slide of any size drawn by code, pink and violet tissue in the middle and glass around; remembers the largest region that was asked for.</summary>
internal sealed class DrawnSlide(int width, int height) : Slide
{
    public long LargestRead { get; private set; }

    /// <summary>The left edges of the regions of level 0 that were asked for.</summary>
    public HashSet<int> Columns { get; } = [];

    public override string Path => "drawn.svs";

    public override string Format => "aperio";

    public override IReadOnlyList<SlideLevel> Levels { get; } =
        [new(new PixelSize(width, height), 1), new(new PixelSize(width / 16, height / 16), 16)];

    public override PixelPitch? Pitch => new(new MicrometersPerPixel(0.5), new MicrometersPerPixel(0.5));

    public override double? ObjectivePower => 20;

    public override bool IsGray => false;

    public override RgbColor Background => RgbColor.White;

    public override IReadOnlyDictionary<string, string> Properties { get; } = new Dictionary<string, string>();

    public override IReadOnlyList<string> AssociatedImages => [];

    public override Raster<byte> Read(int level, PixelRectangle area)
    {
        LargestRead = Math.Max(LargestRead, area.Size.Area);
        int step = level == 0 ? 1 : 16;
        if (level == 0)
        {
            Columns.Add(area.X);
        }

        var region = new Raster<byte>(area.Width, area.Height, 3);
        for (int y = 0; y < area.Height; y++)
        {
            for (int x = 0; x < area.Width; x++)
            {
                (byte r, byte g, byte b) = Colour((area.X + x) * step, (area.Y + y) * step);
                (region[x, y, 0], region[x, y, 1], region[x, y, 2]) = (r, g, b);
            }
        }

        return region;
    }

    public override Raster<byte> ReadAssociated(string name) => throw new ArgumentException("none", nameof(name));

    protected override void Dispose(bool disposing)
    {
    }

    private (byte R, byte G, byte B) Colour(int x, int y)
    {
        bool tissue = x > Size.Width / 4 && x < Size.Width * 3 / 4 && y > Size.Height / 4 && y < Size.Height * 3 / 4;
        int noise = (int)(((uint)((x * 73856093) ^ (y * 19349663)) >> 5) % 40);
        bool violet = ((x / 5) + (y / 7)) % 3 == 0;
        return !tissue ? ((byte)244, (byte)243, (byte)245)
            : violet ? ((byte)(90 + noise), (byte)(60 + noise), (byte)(130 + noise))
            : ((byte)(170 + (noise / 2)), (byte)(90 + noise), (byte)(150 + (noise / 2)));
    }
}
