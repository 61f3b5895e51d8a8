using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>The grey levels of a coarse view: of all pixels, and of those whose surroundings vary little, found in one pass over it.</summary>
internal sealed class GreyLevels
{
    /// <summary>Cells of the grid along a side of the view.</summary>
    public const int Cells = 24;

    // A pixel is smooth when its surroundings vary by less than this share of the picture's whole range, and evenly lit white by this many levels.
    private const double SmoothShare = 0.05, WhiteVariation = 6;

    private const int Radius = 2;

    private readonly GrayHistogram[] inCells = new GrayHistogram[Cells * Cells];

    private GreyLevels(Raster<byte> gray)
    {
        Gray = gray;
        All.Add(gray.Samples);
        (Low, High) = (All.Percentile(0.5), All.Percentile(99.8));
        for (int i = 0; i < inCells.Length; i++)
        {
            inCells[i] = new GrayHistogram();
        }

        double limit = SmoothShare * (High - Low);
        int band = 0;
        LocalStatistics.EachRow(gray.Samples, gray.Size, Radius, (y, deviation) =>
        {
            while (y >= gray.Height * (band + 1) / Cells)
            {
                band++;
            }

            AddSmooth(gray.Row(y), deviation, limit);
            AddToCells(gray.Row(y), deviation, inCells.AsSpan(band * Cells, Cells));
        });
    }

    public Raster<byte> Gray { get; }

    public GrayHistogram All { get; } = new();

    /// <summary>Almost the darkest.</summary>
    public double Low { get; }

    /// <summary>Almost the brightest.</summary>
    public double High { get; }

    public GrayHistogram Smooth { get; } = new();

    public static GreyLevels Of(Raster<byte> rgb) => new(Luma.Gray(rgb));

    /// <summary>Of the pixels in one cell of the grid, row by row, that may be evenly lit white.</summary>
    public GrayHistogram InCell(int index) => inCells[index];

    private void AddSmooth(ReadOnlySpan<byte> row, ReadOnlySpan<float> deviation, double limit)
    {
        for (int x = 0; x < row.Length; x++)
        {
            if (deviation[x] <= limit)
            {
                Smooth.Add(row[x]);
            }
        }
    }

    private static void AddToCells(ReadOnlySpan<byte> row, ReadOnlySpan<float> deviation, ReadOnlySpan<GrayHistogram> cells)
    {
        for (int column = 0; column < cells.Length; column++)
        {
            int right = row.Length * (column + 1) / cells.Length;
            for (int x = row.Length * column / cells.Length; x < right; x++)
            {
                if (deviation[x] < WhiteVariation)
                {
                    cells[column].Add(row[x]);
                }
            }
        }
    }
}
