using Marrow.Imaging;

namespace Marrow.Benchmarks;

/// <summary>
/// The same 102 features written straight from their definitions: dense matrices, one loop for each sum, no shared pass, one thread.
/// It is the yardstick for speed, and the benchmark checks that both give the same numbers.
/// </summary>
internal sealed partial class ScalarRadiomics
{
    private static readonly (int X, int Y)[] Ring = [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)];
    private static readonly (int X, int Y)[] Directions = [(1, 0), (1, 1), (0, 1), (-1, 1)];
    private readonly int width;
    private readonly int height;
    private readonly double[,] grey;
    private readonly bool[,] inside;
    private readonly int[,] level;
    private readonly List<double> values = [];
    private readonly int levels;

    private ScalarRadiomics(Raster<double> picture, LabelMap labels, int label, PixelRectangle box)
    {
        (width, height) = (box.Width, box.Height);
        (grey, inside, level) = (new double[height, width], new bool[height, width], new int[height, width]);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                inside[y, x] = labels[box.X + x, box.Y + y] == label;
                grey[y, x] = picture[box.X + x, box.Y + y];
                if (inside[y, x])
                {
                    values.Add(grey[y, x]);
                }
            }
        }

        double low = values.Min() - (values.Min() % 25);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                level[y, x] = inside[y, x] ? (int)Math.Floor((grey[y, x] - low) / 25) + 1 : 0;
                levels = Math.Max(levels, level[y, x]);
            }
        }
    }

    /// <summary>The features of every label, in the order of pyradiomics' columns.</summary>
    public static double[][] Measure(Raster<double> picture, LabelMap labels) =>
        labels.Labels.Where(label => label > 0).Distinct().Order().Select(label =>
        {
            int[] at = Enumerable.Range(0, labels.Labels.Length).Where(i => labels.Labels[i] == label).ToArray();
            int left = at.Min(i => i % labels.Width), top = at.Min(i => i / labels.Width);
            int right = at.Max(i => i % labels.Width), bottom = at.Max(i => i / labels.Width);
            return MeasureBox(picture, labels, label, new PixelRectangle(left, top, right - left + 1, bottom - top + 1));
        }).ToArray();

    /// <summary>The features of one label whose box is known.</summary>
    public static double[] MeasureBox(Raster<double> picture, LabelMap labels, int label, PixelRectangle box)
    {
        var region = new ScalarRadiomics(picture, labels, label, box);
        return [.. region.Shape(), .. region.FirstOrder(), .. region.Cooccurrence(), .. region.Dependence(), .. region.Runs(), .. region.Zones(), .. region.GreyTone()];
    }

    private int At(int x, int y) => x >= 0 && y >= 0 && x < width && y < height ? level[y, x] : 0;

    private IEnumerable<double> Shape()
    {
        double perimeter = 0, area = 0, diameter = 0;
        var points = new List<(double X, double Y)>();
        for (int y = -1; y < height; y++)
        {
            for (int x = -1; x < width; x++)
            {
                bool a = At(x, y) > 0, b = At(x + 1, y) > 0, c = At(x, y + 1) > 0, d = At(x + 1, y + 1) > 0;
                int count = (a ? 1 : 0) + (b ? 1 : 0) + (c ? 1 : 0) + (d ? 1 : 0);
                bool diagonal = count == 2 && a == d;
                area += count switch { 1 => 0.125, 2 => diagonal ? 0.25 : 0.5, 3 => 0.875, 4 => 1, _ => 0 };
                perimeter += count switch { 1 or 3 => Math.Sqrt(0.5), 2 => diagonal ? 2 * Math.Sqrt(0.5) : 1, _ => 0 };
                if (a != b)
                {
                    points.Add((x + 0.5, y));
                }

                if (a != c)
                {
                    points.Add((x, y + 0.5));
                }
            }
        }

        for (int i = 0; i < points.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double x = points[i].X - points[j].X, y = points[i].Y - points[j].Y;
                diameter = Math.Max(diameter, Math.Sqrt((x * x) + (y * y)));
            }
        }

        double n = values.Count, mx = 0, my = 0, xx = 0, xy = 0, yy = 0;
        Each((x, y) => (mx, my) = (mx + (x / n), my + (y / n)));
        Each((x, y) => (xx, xy, yy) = (xx + ((x - mx) * (x - mx) / n), xy + ((x - mx) * (y - my) / n), yy + ((y - my) * (y - my) / n)));
        double root = Math.Sqrt(((xx - yy) * (xx - yy) / 4) + (xy * xy)), major = ((xx + yy) / 2) + root, minor = ((xx + yy) / 2) - root;
        return [Math.Sqrt(minor / major), 4 * Math.Sqrt(major), diameter, area, 4 * Math.Sqrt(minor), perimeter, perimeter / area, n, 2 * Math.Sqrt(Math.PI * area) / perimeter];
    }

    private void Each(Action<int, int> action)
    {
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (inside[y, x])
                {
                    action(x, y);
                }
            }
        }
    }

    private IEnumerable<double> FirstOrder()
    {
        double[] sorted = values.Order().ToArray();
        double Percentile(double q)
        {
            double at = q * (sorted.Length - 1);
            int i = (int)at;
            return i + 1 < sorted.Length ? sorted[i] + ((at - i) * (sorted[i + 1] - sorted[i])) : sorted[i];
        }

        double n = values.Count, mean = values.Average();
        double Moment(int power) => values.Sum(value => Math.Pow(value - mean, power)) / n;
        double[] share = Enumerable.Range(1, levels).Select(i => level.Cast<int>().Count(value => value == i) / n).ToArray();
        double[] inner = values.Where(value => value >= Percentile(0.1) && value <= Percentile(0.9)).ToArray();
        double innerMean = inner.Average(), energy = values.Sum(value => value * value);
        return
        [
            Percentile(0.1), Percentile(0.9), energy, -share.Where(p => p > 0).Sum(p => p * Math.Log2(p)), Percentile(0.75) - Percentile(0.25),
            Moment(4) / Math.Pow(Moment(2), 2), sorted[^1], values.Average(value => Math.Abs(value - mean)), mean, Percentile(0.5), sorted[0],
            sorted[^1] - sorted[0], inner.Average(value => Math.Abs(value - innerMean)), Math.Sqrt(energy / n), Moment(3) / Math.Pow(Moment(2), 1.5),
            energy, share.Sum(p => p * p), Moment(2),
        ];
    }
}
