using System.Diagnostics;
using Marrow.Imaging;
using Marrow.Radiomics;

namespace Marrow.Benchmarks;

/// <summary>
/// <c>radiomics [REPEATS]</c>: all 102 features of 500 cells in a drawn 1000×1000 picture and of one 448×448 region, two threads,
/// beside the straightforward scalar version in the same run; fails where the two disagree.
/// </summary>
internal static class RadiomicsBenchmark
{
    public static int Run(string[] args)
    {
        int repeats = args.Length > 0 ? int.Parse(args[0]) : 5;
        (GreyPicture cells, LabelMap labels) = Cells(1000, 500);
        (GreyPicture whole, _) = Cells(448, 100);
        var everything = new LabelMap(448, 448, Enumerable.Repeat(1, 448 * 448).ToArray());
        Compare("500 cells in 1000×1000", cells, labels, repeats);
        Compare("one region of 448×448", whole, everything, repeats);
        return 0;
    }

    private static void Compare(string subject, GreyPicture picture, LabelMap labels, int repeats)
    {
        var options = new RadiomicsOptions { Threads = 2 };
        RadiomicsTable table = RegionFeatures.Measure(picture, labels, options);
        double[][] scalar = [];
        (double fast, double fastCpu) = Best(repeats * 4, () => table = RegionFeatures.Measure(picture, labels, options));
        (double slow, double slowCpu) = Best(Math.Max(1, repeats / 4), () => scalar = ScalarRadiomics.Measure(picture.Samples, labels));
        double worst = table.Rows.Zip(scalar).Max(pair => pair.First.Values.Zip(pair.Second)
            .Max(values => values.First.Value is { } value ? Math.Abs(value - values.Second) / Math.Max(1e-9, Math.Abs(values.Second)) : 0));
        Console.WriteLine($"{subject}: {table.Rows.Count} regions × {table.Columns.Count} features; Marrow, 2 threads {fast:F1} ms ({fastCpu:F1} ms CPU), "
            + $"scalar {slow:F0} ms ({slowCpu:F0} ms CPU), {slow / fast:F1} times as fast; greatest relative difference {worst:E1}");
        if (worst > 1e-6)
        {
            throw new InvalidOperationException($"{subject}: the two versions disagree");
        }
    }

    /// <summary>Wall and processor milliseconds of the fastest of several runs.</summary>
    private static (double Wall, double Processor) Best(int repeats, Action action)
    {
        (double wall, double processor) = (double.MaxValue, 0);
        for (int i = 0; i < repeats; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            action();
            double took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (took < wall)
            {
                (wall, processor) = (took, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
            }
        }

        return (wall, processor);
    }

    /// <summary>Round cells on a grid with noise inside, 8-bit grey; the same picture every time.</summary>
    private static (GreyPicture Picture, LabelMap Labels) Cells(int side, int count)
    {
        var random = new Random(1);
        var grey = new Raster<double>(side, side, 1);
        var labels = new LabelMap(side, side);
        int columns = (int)Math.Ceiling(Math.Sqrt(count));
        double cell = (double)side / columns;
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                (int column, int row) = ((int)(x / cell), (int)(y / cell));
                double dx = x - ((column + 0.5) * cell), dy = y - ((row + 0.5) * cell), away = Math.Sqrt((dx * dx) + (dy * dy)) / cell;
                int label = (row * columns) + column + 1;
                labels[x, y] = away < 0.46 && label <= count ? label : 0;
                grey[x, y] = Math.Clamp(Math.Floor((away < 0.46 ? 90 + (120 * away) : 220) + (40 * Math.Sin(x / 3.0) * Math.Cos(y / 4.0)) + random.Next(50)), 0, 255);
            }
        }

        return (new GreyPicture(grey, "drawn"), labels);
    }
}
