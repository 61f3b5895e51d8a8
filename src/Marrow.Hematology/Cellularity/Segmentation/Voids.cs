using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// Where a picture holds nothing: black that reaches in from its edge, as turned and padded pictures have it and scanners leave it.
/// It is not analysed, and would pass for the darkest nuclei where a slide's looks are measured.
/// </summary>
internal sealed class Voids
{
    // As dark in every channel is black; as dark beside it is what resampling and compression made of its rim.
    private const int Black = 6, Rim = 48;

    // Rims are as wide in pixels of the view.
    private const double RimWidth = 2;

    // Less of the view than this is a dark corner; more than this is a picture taken without light.
    private const double LeastShare = 0.001, LargestShare = 0.98;

    private readonly Mask black, near;
    private readonly double downsample;

    private Voids(Mask black, CoarseView view)
    {
        (this.black, downsample) = (black, view.Downsample);
        near = BinaryMorphology.Dilate(black, RimWidth);
        Share = black.Count() / (double)black.Size.Area;
        Fill = Tissue(view.Rgb, black);
    }

    /// <summary>Of the whole picture, 0 … 1.</summary>
    public double Share { get; }

    /// <summary>What stands in for black: tissue, so that vacuoles which it cuts stay closed as they do at a picture's edge.</summary>
    public RgbColor Fill { get; }

    /// <returns>Null where there is none, as nearly always.</returns>
    public static Voids? Find(CoarseView view)
    {
        Raster<byte> rgb = view.Rgb;
        if (!Edge(rgb.Size).Any(i => IsDark(rgb.Samples.AsSpan(3 * i, 3), Black)))
        {
            return null;
        }

        var dark = new Mask(rgb.Width, rgb.Height);
        for (int i = 0; i < dark.Values.Length; i++)
        {
            dark.Values[i] = IsDark(rgb.Samples.AsSpan(3 * i, 3), Black) ? (byte)1 : (byte)0;
        }

        Mask black = FromEdge(ConnectedComponents.Large(dark, LeastShare * rgb.Size.Area));
        double share = black.Count() / (double)rgb.Size.Area;
        return share is >= LeastShare and <= LargestShare ? new Voids(black, view) : null;
    }

    /// <summary>Writes 0 where a row's pixels are void.</summary>
    public void ClearRow(int y, int firstX, Span<byte> row)
    {
        int line = Math.Min(black.Height - 1, (int)(y / downsample));
        for (int i = 0; i < row.Length; i++)
        {
            row[i] &= (byte)(1 - black.Values[(line * black.Width) + Math.Min(black.Width - 1, (int)((firstX + i) / downsample))]);
        }
    }

    /// <summary>Fills the void, its rim too, in pixels of a level.</summary>
    /// <param name="rgb">H × W × 3 of the area.</param>
    /// <param name="pitch">Level-0 pixels per pixel of the level.</param>
    public void FillIn(Span<byte> rgb, PixelRectangle area, double pitch)
    {
        double step = pitch / downsample;
        for (int y = Math.Max(0, -area.Y); y < area.Height; y++)
        {
            int line = (int)((area.Y + y) * step);
            ReadOnlySpan<byte> here = line < near.Height ? near.Row(line) : [];
            if (here.Contains((byte)1))
            {
                FillIn(rgb.Slice(y * area.Width * 3, area.Width * 3), here, (area.X, step));
            }
        }
    }

    private void FillIn(Span<byte> row, ReadOnlySpan<byte> here, (int X, double Step) place)
    {
        for (int x = Math.Max(0, -place.X); 3 * x < row.Length; x++)
        {
            int column = (int)((place.X + x) * place.Step);
            if (column < here.Length && here[column] != 0 && IsDark(row.Slice(3 * x, 3), Rim))
            {
                (row[3 * x], row[(3 * x) + 1], row[(3 * x) + 2]) = (Fill.R, Fill.G, Fill.B);
            }
        }
    }

    /// <summary>The median of what is darker than white, void left out.</summary>
    private static RgbColor Tissue(Raster<byte> rgb, Mask black)
    {
        Raster<byte> gray = Luma.Gray(rgb);
        GrayHistogram all = new(), darker = new();
        all.Add(gray.Samples, BinaryMorphology.Invert(black).Values);
        int limit = all.Otsu();
        for (int level = 0; level <= limit; level++)
        {
            darker.Add(level, all[level]);
        }

        return AppearanceEstimate.ColourAt(rgb, gray, (int)(darker.Total > 0 ? darker : all).Percentile(50));
    }

    private static bool IsDark(ReadOnlySpan<byte> rgb, int limit) => rgb[0] <= limit && rgb[1] <= limit && rgb[2] <= limit;

    /// <summary>The objects of a mask that touch its edge.</summary>
    private static Mask FromEdge(Mask mask)
    {
        (LabelMap labels, int count) = ConnectedComponents.Label(mask);
        var touches = new bool[count + 1];
        foreach (int i in Edge(mask.Size))
        {
            touches[labels.Labels[i]] = true;
        }

        touches[0] = false;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            mask.Values[i] = touches[labels.Labels[i]] ? (byte)1 : (byte)0;
        }

        return mask;
    }

    /// <summary>Indices of the pixels on a picture's edge; corners come twice.</summary>
    private static IEnumerable<int> Edge(PixelSize size)
    {
        for (int x = 0; x < size.Width; x++)
        {
            yield return x;
            yield return ((size.Height - 1) * size.Width) + x;
        }

        for (int y = 0; y < size.Height; y++)
        {
            yield return y * size.Width;
            yield return (y * size.Width) + size.Width - 1;
        }
    }
}
