using Marrow.Hematology.Segmentation;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Regions;

/// <summary>Which pixels of a slide are analysed: a rectangle, less what lies outside the polygons and the mask, or holds nothing, where there are any.</summary>
internal sealed class AnalysisArea
{
    // Any of them: where two overlap, as annotations drawn one over the other do, is analysed too.
    private readonly IReadOnlyList<PolygonArea>? polygons;
    private readonly Mask? mask;

    private readonly Voids? voids;

    private AnalysisArea(PixelRectangle bounds, IReadOnlyList<PolygonArea>? polygons, Mask? mask, Voids? voids) =>
        (Bounds, this.polygons, this.mask, this.voids) = (bounds, polygons, mask, voids);

    public PixelRectangle Bounds { get; }

    /// <summary>What the region's file holds beside polygons, in words, or null.</summary>
    public string? LeftOut { get; private init; }

    /// <summary>True where every pixel of the bounds is analysed.</summary>
    public bool IsPlain => polygons is null && mask is null && voids is null;

    /// <exception cref="ArgumentException">The region of interest does not touch the slide.</exception>
    /// <exception cref="SlideFormatException">The mask has another size than the slide, or a file cannot be read.</exception>
    public static AnalysisArea From(CellularityOptions options, PixelSize size)
    {
        PixelRectangle whole = new(0, 0, size.Width, size.Height);
        PixelRectangle bounds = options.RegionOfInterest is { } roi ? whole.Intersect(roi) : whole;
        if (bounds.IsEmpty)
        {
            throw new ArgumentException($"the region of interest {options.RegionOfInterest} does not touch the slide of {size}");
        }

        (IReadOnlyList<PolygonArea>? polygons, string? left) = options.RegionOfInterestPath is { } path ? ReadPolygons(path, size) : (null, null);
        return new AnalysisArea(bounds, polygons, options.MaskPath is { } file ? ReadMask(file, size) : null, null) { LeftOut = left };
    }

    /// <summary>The same, less what the picture holds nothing of.</summary>
    public AnalysisArea Without(Voids nothing) => new(Bounds, polygons, mask, nothing) { LeftOut = LeftOut };

    /// <summary>True where every pixel of a rectangle is analysed.</summary>
    public bool HoldsAllOf(PixelRectangle area) => IsPlain && Bounds.Contains(area);

    /// <summary>Writes 1 where a row's pixels are analysed and 0 where not.</summary>
    public void FillRow(int y, int firstX, Span<byte> row)
    {
        row.Clear();
        PixelRectangle inside = Bounds.Intersect(new PixelRectangle(firstX, y, row.Length, 1));
        if (inside.IsEmpty)
        {
            return;
        }

        Span<byte> part = row.Slice(inside.X - firstX, inside.Width);
        if (polygons is null)
        {
            part.Fill(1);
        }
        else
        {
            foreach (PolygonArea polygon in polygons)
            {
                polygon.FillRow(y, inside.X, part);
            }
        }

        if (mask is not null)
        {
            ReadOnlySpan<byte> allowed = mask.Row(y).Slice(inside.X, inside.Width);
            for (int i = 0; i < part.Length; i++)
            {
                part[i] &= allowed[i];
            }
        }

        voids?.ClearRow(y, inside.X, part);
    }

    private static (IReadOnlyList<PolygonArea>? Polygons, string? LeftOut) ReadPolygons(string path, PixelSize size)
    {
        (IReadOnlyList<PolygonArea> polygons, string? left) = GeoJsonPolygons.Read(path);
        bool touches = polygons.SelectMany(polygon => polygon.Rings).Any(ring =>
            ring.Min(corner => corner.X) < size.Width && ring.Max(corner => corner.X) > 0 && ring.Min(corner => corner.Y) < size.Height && ring.Max(corner => corner.Y) > 0);
        return touches ? (polygons, left) : throw new SlideFormatException(path, $"none of its polygons touches the slide of {size}");
    }

    private static Mask ReadMask(string path, PixelSize size)
    {
        Mask mask = PictureFile.ReadMask(path);
        return mask.Size == size ? mask : throw new SlideFormatException(path, $"the mask is {mask.Size}, the slide {size}");
    }
}
