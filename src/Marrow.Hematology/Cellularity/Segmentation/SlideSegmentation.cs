using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Runs a window analysis over a whole slide: rows of windows in parallel, their labels handed on top to bottom.</summary>
internal static class SlideSegmentation
{
    // A window's full-size planes and a row's labels bound the memory; the halo must hold the largest vacuole or glass disc and its surroundings.
    private const int CorePixels = 2048, RowBytes = 96_000_000;

    private const double HaloMicrometers = 160;

    /// <returns>Counts of the whole slide and its vacuoles in reading order of their first corner.</returns>
    public static (Tally Tally, IReadOnlyList<Vacuole> Vacuoles) Run(WindowAnalysis analysis, ICompartmentSink sink, CancellationToken token)
    {
        PixelSize size = analysis.Slide.Size;
        int block = analysis.Scene.Block;
        int core = Math.Max(256 / block, Math.Min(CorePixels, RowBytes / size.Width) / block);
        var grid = new WindowGrid(size, block, Math.Max(16, core), (int)Math.Ceiling(analysis.Scene.Length(HaloMicrometers)));
        var tally = new Tally();
        List<Vacuole> vacuoles = [];
        sink.Begin(size);
        Task written = Task.CompletedTask;
        for (int row = 0; row < grid.Rows; row++)
        {
            WindowResult[] results = RunRow(analysis, grid, row, token);
            foreach (WindowResult result in results)
            {
                tally.Add(result.Tally);
                vacuoles.AddRange(result.Vacuoles);
            }

            byte[] labels = Join(results, size.Width);
            written.GetAwaiter().GetResult();
            int top = results[0].Core.Y, height = results[0].Core.Height;
            written = Task.Run(() => sink.Write(top, height, labels), token);
        }

        written.GetAwaiter().GetResult();
        vacuoles.Sort((a, b) => (a.Outline[0].Y, a.Outline[0].X).CompareTo((b.Outline[0].Y, b.Outline[0].X)));
        return (tally, vacuoles);
    }

    private static WindowResult[] RunRow(WindowAnalysis analysis, WindowGrid grid, int row, CancellationToken token)
    {
        var results = new WindowResult[grid.Columns];
        var parallel = new ParallelOptions { CancellationToken = token, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, grid.Columns, parallel, column =>
        {
            results[column] = analysis.Run(grid.CoreOf(column, row), grid.ViewOf(column, row));

            // A window leaves hundreds of megabytes of large arrays, which the collector would let pile up.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        });
        return results;
    }

    private static byte[] Join(WindowResult[] results, int width)
    {
        int height = results[0].Core.Height;
        var labels = new byte[checked(width * height)];
        foreach (WindowResult result in results)
        {
            for (int y = 0; y < height; y++)
            {
                result.Labels.AsSpan(y * result.Core.Width, result.Core.Width).CopyTo(labels.AsSpan((y * width) + result.Core.X));
            }
        }

        return labels;
    }
}
