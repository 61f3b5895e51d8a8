using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// Cuts a slide into windows on a grid of blocks: each owns its core, and sees a halo around it.
/// Cores cover the slide without gap or overlap.
/// </summary>
/// <param name="Size">The slide's level-0 size.</param>
/// <param name="Block">Level-0 pixels per working pixel, along each side.</param>
/// <param name="Core">Largest size of a core in working pixels.</param>
/// <param name="Halo">Width of the halo in working pixels.</param>
internal sealed record WindowGrid(PixelSize Size, int Block, PixelSize Core, int Halo)
{
    public int Columns => Parts(WorkingWidth, Core.Width);

    public int Rows => Parts(WorkingHeight, Core.Height);

    private int WorkingWidth => (Size.Width + Block - 1) / Block;

    private int WorkingHeight => (Size.Height + Block - 1) / Block;

    /// <summary>The core of a window in level-0 pixels.</summary>
    public PixelRectangle CoreOf(int column, int row) =>
        Level0(Start(column, Columns, WorkingWidth), Start(row, Rows, WorkingHeight), Start(column + 1, Columns, WorkingWidth), Start(row + 1, Rows, WorkingHeight));

    /// <summary>The core with its halo, cut at the slide's edge; starts on a block's corner.</summary>
    public PixelRectangle ViewOf(int column, int row) => Level0(
        Math.Max(0, Start(column, Columns, WorkingWidth) - Halo),
        Math.Max(0, Start(row, Rows, WorkingHeight) - Halo),
        Math.Min(WorkingWidth, Start(column + 1, Columns, WorkingWidth) + Halo),
        Math.Min(WorkingHeight, Start(row + 1, Rows, WorkingHeight) + Halo));

    /// <summary>No window after one of this column sees what lies to the left of this, in level-0 pixels, in the same row of windows.</summary>
    public int PassedBy(int column) => column + 1 < Columns ? ViewOf(column + 1, 0).X : Size.Width;

    private static int Parts(int length, int most) => (length + most - 1) / most;

    private static int Start(int part, int parts, int length) => (int)((long)length * part / parts);

    private PixelRectangle Level0(int left, int top, int right, int bottom)
    {
        int x = left * Block, y = top * Block;
        return new PixelRectangle(x, y, Math.Min(right * Block, Size.Width) - x, Math.Min(bottom * Block, Size.Height) - y);
    }
}
