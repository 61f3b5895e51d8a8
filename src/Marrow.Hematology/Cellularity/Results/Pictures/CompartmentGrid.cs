using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>The compartment that most pixels of each grid cell have, collected while the label image streams by; ties go to the lower label.</summary>
internal sealed class CompartmentGrid : ICompartmentSink
{
    private OverlayGrid? _grid;
    private CellLabels? _counted;
    private LabelRows? _rows;
    private byte[] _cells = [];

    /// <summary>The greatest compartment that can come.</summary>
    public Compartment Last { get; init; } = Compartment.Excluded;

    public OverlayGrid Grid => _grid ?? throw new InvalidOperationException("the label image has not begun");

    /// <summary>One byte per cell, a <see cref="Compartment"/>; rows that have not come yet are outside. Made anew at each call.</summary>
    public Raster<byte> Labels()
    {
        Raster<byte> labels = new(Grid.Size.Width, Grid.Size.Height, 1);
        for (int y = 0; y < _rows!.Height; y++)
        {
            _rows.Unpack(y, labels.Row(y));
        }

        return labels;
    }

    public void Begin(PixelSize size)
    {
        _grid = OverlayGrid.For(size);
        (_rows, _cells) = (new LabelRows(_grid.Size.Width), new byte[_grid.Size.Width]);
        _counted = _grid.Factor == 1 ? null : new CellLabels(size.Width, _grid.Factor, Last);
    }

    public void Write(int firstRow, int rows, ReadOnlySpan<byte> labels)
    {
        int width = Grid.Slide.Width, factor = Grid.Factor, end = firstRow + rows;
        for (int y = firstRow, next; y < end; y = next)
        {
            next = Math.Min(end, y - (y % factor) + factor);
            ReadOnlySpan<byte> own = labels.Slice((y - firstRow) * width, (next - y) * width);
            if (_counted is null)
            {
                _rows!.Add(own);
                continue;
            }

            _counted.Count(own);
            if (next % factor == 0 || next == Grid.Slide.Height)
            {
                _counted.Settle(_cells);
                _rows!.Add(_cells);
            }
        }
    }
}
