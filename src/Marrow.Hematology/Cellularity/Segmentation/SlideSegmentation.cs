using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Runs a window analysis over a whole slide: rows of windows in parallel, their labels handed on top to bottom.</summary>
internal static class SlideSegmentation
{
    // A window's full-size planes bound the memory: a slide of any size is cut into windows up to about the same.
    private const int MostCoreColumns = 1920, MostCoreRows = 1792;

    /// <returns>Counts of the whole slide and its vacuoles in reading order of their first corner.</returns>
    public static (Tally Tally, IReadOnlyList<Vacuole> Vacuoles) Run(WindowAnalysis analysis, ICompartmentSink sink, CancellationToken token)
    {
        PixelSize size = analysis.Slide.Size;
        int block = analysis.Scene.Block;
        PixelSize core = new(Math.Max(16, MostCoreColumns / block), Math.Max(16, MostCoreRows / block));
        var grid = new WindowGrid(size, block, core, (int)Math.Ceiling(analysis.Scene.Length(analysis.HaloMicrometers)));
        var slide = new WindowRows(grid, sink, token);
        sink.Begin(size);
        InOrder.Each(checked(grid.Rows * grid.Columns), window =>
        {
            int column = window % grid.Columns, row = window / grid.Columns;
            slide.Take(window, analysis.Run(grid.CoreOf(column, row), grid.ViewOf(column, row), grid.PassedBy(column)));
            WindowMemory.Release();
        }, token);
        analysis.Network?.Rest();
        return slide.Finish();
    }
}
