using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// Uneven light, as a quadratic surface through the white of the slide: level = c₀ + c₁x + c₂y + c₃x² + c₄xy + c₅y²,
/// with x and y from −1 to 1 across the slide. Level 1 where there is nothing to correct.
/// </summary>
internal sealed class Illumination
{
    private const int Terms = 6, Step = 32;

    // Less unevenness than this is left alone, and white has to be seen in this share of the grid's cells.
    private const double LeastUnevenness = 0.04, LeastCells = 0.25;

    private const int Rounds = 6;

    private readonly double[]? surface;

    private readonly PixelSize size;

    private Illumination(double[]? surface, PixelSize size) => (this.surface, this.size) = (surface, size);

    public bool IsEven => surface is null;

    /// <summary>Fits the surface to the coarse view; <paramref name="size"/> is the slide's.</summary>
    public static Illumination From(GreyLevels view, PixelSize size)
    {
        List<WhiteCell> cells = WhiteCells(view);
        if (cells.Count < LeastCells * GreyLevels.Cells * GreyLevels.Cells)
        {
            return new Illumination(null, size);
        }

        double[] surface = Fit(cells);
        double top = double.MinValue, low = double.MaxValue;
        foreach (WhiteCell cell in cells)
        {
            double level = Value(surface, cell.X, cell.Y);
            (top, low) = (Math.Max(top, level), Math.Min(low, level));
        }

        bool isUneven = top > 0 && low > 0.4 * top && low < (1 - LeastUnevenness) * top;
        for (int i = 0; i < surface.Length; i++)
        {
            surface[i] /= top;
        }

        return new Illumination(isUneven ? surface : null, size);
    }

    /// <summary>Evens a picture out, in place.</summary>
    /// <param name="corner">Level-0 place of its first pixel.</param>
    /// <param name="pitch">Level-0 pixels per pixel of the picture.</param>
    public void Even(Raster<byte> picture, (int X, int Y) corner, double pitch = 1)
    {
        for (int y = 0; y < picture.Height && !IsEven; y++)
        {
            Even(picture.Row(y), picture.Channels, corner.X, corner.Y + (y * pitch), pitch);
        }
    }

    /// <summary>Evens one row of samples out, in place.</summary>
    /// <param name="firstX">Level-0 column of the first pixel.</param>
    /// <param name="y">Level-0 row.</param>
    /// <param name="pitch">Level-0 pixels per pixel of the row.</param>
    private void Even(Span<byte> row, int channels, double firstX, double y, double pitch = 1)
    {
        if (surface is null)
        {
            return;
        }

        double v = (2 * y / size.Height) - 1;
        for (int from = 0; from < row.Length; from += Step * channels)
        {
            Span<byte> part = row.Slice(from, Math.Min(Step * channels, row.Length - from));
            double u = (2 * (firstX + (((from / channels) + (Step / 2.0)) * pitch)) / size.Width) - 1;
            int gain = (int)Math.Round(256 / Math.Clamp(Value(surface, u, v), 0.4, 1.6));
            for (int i = 0; i < part.Length; i++)
            {
                part[i] = (byte)Math.Min(255, ((part[i] * gain) + 128) >> 8);
            }
        }
    }

    /// <summary>For each cell of a grid the level of its smooth bright pixels, where it has some.</summary>
    private static List<WhiteCell> WhiteCells(GreyLevels view)
    {
        (int width, int height) = (view.Gray.Width, view.Gray.Height);
        List<WhiteCell> cells = [];
        for (int i = 0; i < GreyLevels.Cells * GreyLevels.Cells; i++)
        {
            int column = i % GreyLevels.Cells, row = i / GreyLevels.Cells;
            int left = width * column / GreyLevels.Cells, right = width * (column + 1) / GreyLevels.Cells;
            int top = height * row / GreyLevels.Cells, bottom = height * (row + 1) / GreyLevels.Cells;
            GrayHistogram smooth = view.InCell(i);
            if (smooth.Total > 0.02 * (right - left) * (bottom - top))
            {
                cells.Add(new WhiteCell(((left + right) / (double)width) - 1, ((top + bottom) / (double)height) - 1, smooth.Percentile(80)));
            }
        }

        return cells;
    }

    /// <summary>Least squares; cells well below the surface hold bone or tissue, not white, and are dropped round by round.</summary>
    private static double[] Fit(List<WhiteCell> cells)
    {
        List<WhiteCell> kept = cells;
        double[] surface = Solve(kept);
        for (int round = 0; round < Rounds && kept.Count > 4 * Terms; round++)
        {
            kept = kept.FindAll(cell => cell.Level > 0.96 * Value(surface, cell.X, cell.Y));
            surface = kept.Count > 2 * Terms ? Solve(kept) : surface;
        }

        return surface;
    }

    private static double Value(double[] c, double x, double y) =>
        c[0] + (c[1] * x) + (c[2] * y) + (c[3] * x * x) + (c[4] * x * y) + (c[5] * y * y);

    /// <summary>The normal equations by Gauss–Jordan elimination, with a little ridge for cells on a line.</summary>
    private static double[] Solve(List<WhiteCell> cells)
    {
        var a = new double[Terms, Terms + 1];
        foreach ((double x, double y, double level) in cells)
        {
            double[] basis = [1, x, y, x * x, x * y, y * y];
            for (int i = 0; i < Terms; i++)
            {
                for (int j = 0; j < Terms; j++)
                {
                    a[i, j] += basis[i] * basis[j];
                }

                a[i, Terms] += basis[i] * level;
            }
        }

        for (int pivot = 0; pivot < Terms; pivot++)
        {
            a[pivot, pivot] += 1e-3 * cells.Count;
        }

        for (int pivot = 0; pivot < Terms; pivot++)
        {
            for (int row = 0; row < Terms; row++)
            {
                double factor = row == pivot ? 0 : a[row, pivot] / a[pivot, pivot];
                for (int column = pivot; column <= Terms && factor != 0; column++)
                {
                    a[row, column] -= factor * a[pivot, column];
                }
            }
        }

        var solution = new double[Terms];
        for (int i = 0; i < Terms; i++)
        {
            solution[i] = a[i, Terms] / a[i, i];
        }

        return solution;
    }

    private readonly record struct WhiteCell(double X, double Y, double Level);
}
