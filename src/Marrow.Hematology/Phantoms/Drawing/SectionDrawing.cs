using System.Collections.Concurrent;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>One section, laid out and ready to be drawn tile by tile in any order.</summary>
internal sealed class SectionDrawing
{
    /// <summary>Finest pixel (µm) at which whole cells still look right; coarser pictures are averaged from finer ones.</summary>
    private const double CoarsestStep = 1.0;

    private const int FineTileSide = 256;

    private readonly SectionPhantomOptions _options;
    private readonly CompartmentMap _map;
    private readonly GroundPainter _ground;
    private readonly CellScatter _cells;
    private readonly LightPainter _light;
    private readonly Camera _camera;
    private readonly BlockCompression? _compression;
    private readonly double _blur;

    public SectionDrawing(SectionPhantomOptions options, ParallelOptions parallel)
    {
        _options = options;
        var noise = new NoiseTile(options.Seed);
        SectionStyle style = SectionStyle.Create(options.Seed, options.Variety);
        Disturbances disturbances = Disturbances.Of(options);
        _blur = disturbances.Blur;
        SectionLayout layout = SectionLayout.Create(options, style, noise, parallel);
        double fatShare = 1 - (options.CellularityPercent / 100);
        _map = new CompartmentMap(layout, noise, new AdipocyteField(AdipocyteScatter.Place(fatShare, options.Seed, (layout, style, noise), parallel.CancellationToken)));
        Fineness = (2 * (int)Math.Ceiling(((options.MicrometersPerPixel / CoarsestStep) - 1) / 2)) + 1;
        Fineness = Math.Max(Fineness, 1);
        TileSide = Math.Max(8, FineTileSide / Fineness / 8 * 8);
        _ground = new GroundPainter(style, noise, _map) { LumenTint = (float)options.LumenTint, OpenRim = (float)options.OpenRim, BonePallor = (float)options.BonePallor, TornSepta = (float)options.TornSepta, Debris = (float)options.Debris };
        _cells = new CellScatter(options.Seed, style, (noise, _map));
        _light = new LightPainter(style, disturbances, (noise, options.Seed)) { IsCutOut = options.IsCutOut };
        _camera = new Camera(disturbances, options);
        _compression = disturbances.BlockQuality > 0 ? new BlockCompression(disturbances.BlockQuality) : null;
        _map.Growth = MeasureGrowth(fatShare, parallel);
    }

    /// <summary>Finely drawn pixels along the side of one pixel of the picture; odd, so that one of them lies in its middle.</summary>
    public int Fineness { get; }

    /// <summary>Side of a tile in pixels of the picture, a multiple of 8.</summary>
    public int TileSide { get; }

    public int TilesAcross => (_options.Size.Width + TileSide - 1) / TileSide;

    public int TilesDown => (_options.Size.Height + TileSide - 1) / TileSide;

    /// <summary>Reusable planes for one thread.</summary>
    public sealed class Workplace(double blur)
    {
        public SectionTile Truth { get; } = new();

        public SectionTile Fine { get; } = new();

        public Defocus Defocus { get; } = new(blur);

        public float[] Light { get; set; } = [];

        public byte[] Rgb { get; set; } = [];
    }

    public Workplace CreateWorkplace() => new(_blur);

    public PixelRectangle Tile(int column, int row) =>
        new PixelRectangle(column * TileSide, row * TileSide, TileSide, TileSide).Intersect(new PixelRectangle(0, 0, _options.Size.Width, _options.Size.Height));

    /// <summary>Draws one tile into rows of the picture.</summary>
    /// <param name="rgb">Rows of the tile's band, full width × 3; <paramref name="compartments"/> likewise, full width.</param>
    public void Draw(Workplace work, PixelRectangle tile, byte[] rgb, byte[] compartments)
    {
        int margin = work.Defocus.Reach;
        PixelRectangle wide = new(tile.X - margin, tile.Y - margin, tile.Width + (2 * margin), tile.Height + (2 * margin));
        PaintFine(work.Fine, wide);
        SectionTile truth = Labelled(work, tile);
        float[] light = Averaged(work, wide);
        work.Defocus.Apply(light, wide.Width, wide.Height);
        if (work.Rgb.Length < 3 * tile.Width * tile.Height)
        {
            work.Rgb = new byte[3 * tile.Width * tile.Height];
        }

        for (int y = 0; y < tile.Height; y++)
        {
            ReadOnlySpan<float> row = light.AsSpan(3 * (((y + margin) * wide.Width) + margin), 3 * tile.Width);
            _camera.Expose(tile, row, work.Rgb.AsSpan(3 * y * tile.Width, 3 * tile.Width), tile.Y + y);
        }

        _compression?.Apply(work.Rgb, tile.Width, tile.Height);
        for (int y = 0; y < tile.Height; y++)
        {
            work.Rgb.AsSpan(3 * y * tile.Width, 3 * tile.Width).CopyTo(rgb.AsSpan(3 * ((y * _options.Size.Width) + tile.X)));
            truth.Compartments.AsSpan(((tile.Y - truth.Area.Y + y) * truth.Area.Width) + tile.X - truth.Area.X, tile.Width).CopyTo(compartments.AsSpan((y * _options.Size.Width) + tile.X));
        }
    }

    // The truth is what covers the centre of a pixel of the picture, so finer pixels serve only where there are none finer.
    private SectionTile Labelled(Workplace work, PixelRectangle tile)
    {
        SectionTile truth = work.Fine;
        if (Fineness > 1)
        {
            truth = work.Truth;
            truth.Begin(tile, _options.MicrometersPerPixel);
            _map.Measure(truth);
        }

        _map.Label(truth);
        return truth;
    }

    private void PaintFine(SectionTile fine, PixelRectangle area)
    {
        var fineArea = new PixelRectangle(area.X * Fineness, area.Y * Fineness, area.Width * Fineness, area.Height * Fineness);
        fine.Begin(fineArea, _options.MicrometersPerPixel / Fineness);
        _map.Measure(fine);
        _ground.Paint(fine);
        foreach (Cell cell in _cells.In(fineArea, fine.Step))
        {
            CellPainter.Paint(fine, cell);
        }

        _light.Paint(fine);
    }

    private float[] Averaged(Workplace work, PixelRectangle area)
    {
        if (Fineness == 1)
        {
            return work.Fine.Light;
        }

        int rowLength = 3 * area.Width;
        if (work.Light.Length < rowLength * area.Height)
        {
            work.Light = new float[rowLength * area.Height];
        }

        Array.Clear(work.Light);
        float weight = 1f / (Fineness * Fineness);
        for (int y = 0; y < area.Height * Fineness; y++)
        {
            ReadOnlySpan<float> from = work.Fine.Light.AsSpan(y * rowLength * Fineness, rowLength * Fineness);
            Span<float> to = work.Light.AsSpan(y / Fineness * rowLength, rowLength);
            for (int x = 0; x < area.Width * Fineness; x++)
            {
                int target = x / Fineness * 3;
                to[target] += weight * from[3 * x];
                to[target + 1] += weight * from[(3 * x) + 1];
                to[target + 2] += weight * from[(3 * x) + 2];
            }
        }

        return work.Light;
    }

    private float MeasureGrowth(double fatShare, ParallelOptions parallel)
    {
        var total = new FatHistogram();
        if (_map.Vacuoles.IsEmpty || fatShare is <= 0 or >= 1)
        {
            return total.GrowthFor(_map.Vacuoles.IsEmpty ? 0 : fatShare);
        }

        var parts = new ConcurrentBag<(SectionTile Tile, FatHistogram Histogram)>();
        Parallel.For(0, TilesAcross * TilesDown, parallel, i =>
        {
            if (!parts.TryTake(out (SectionTile Tile, FatHistogram Histogram) own))
            {
                own = (new SectionTile(), new FatHistogram());
            }

            own.Tile.Begin(Tile(i % TilesAcross, i / TilesAcross), _options.MicrometersPerPixel);
            _map.Measure(own.Tile);
            CompartmentMap.Count(own.Tile, own.Histogram);
            parts.Add(own);
        });
        foreach ((_, FatHistogram histogram) in parts)
        {
            total.Add(histogram);
        }

        return total.GrowthFor(fatShare);
    }
}
