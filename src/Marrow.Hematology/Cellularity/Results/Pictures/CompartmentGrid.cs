using System.Runtime.CompilerServices;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>The compartment that most pixels of each grid cell have, collected while the label image streams by; ties go to the lower label.</summary>
internal sealed class CompartmentGrid : ICompartmentSink
{
    private const int Kinds = 8;

    private OverlayGrid? _grid;
    private int[] _counts = [];
    private Raster<byte>? _labels;

    public OverlayGrid Grid => _grid ?? throw new InvalidOperationException("the label image has not begun");

    /// <summary>One byte per cell, a <see cref="Compartment"/>.</summary>
    public Raster<byte> Labels => _labels ?? throw new InvalidOperationException("the label image has not begun");

    public void Begin(PixelSize size)
    {
        _grid = OverlayGrid.For(size);
        _labels = new Raster<byte>(_grid.Size.Width, _grid.Size.Height, 1);
        _counts = new int[_grid.Size.Width * Kinds];
    }

    public void Write(int firstRow, int rows, ReadOnlySpan<byte> labels)
    {
        int width = Grid.Slide.Width;
        for (int i = 0; i < rows; i++)
        {
            int y = firstRow + i;
            ReadOnlySpan<byte> row = labels.Slice(i * width, width);
            if (Grid.Factor == 1)
            {
                row.CopyTo(Labels.Row(y));
                continue;
            }

            Count(row);
            if ((y + 1) % Grid.Factor == 0 || y + 1 == Grid.Slide.Height)
            {
                Settle(Labels.Row(y / Grid.Factor));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(ReadOnlySpan<byte> row)
    {
        for (int cell = 0, x = 0; x < row.Length; cell++, x += Grid.Factor)
        {
            ReadOnlySpan<byte> pixels = row.Slice(x, Math.Min(Grid.Factor, row.Length - x));
            Span<int> counts = _counts.AsSpan(cell * Kinds, Kinds);
            if (!pixels.ContainsAnyExcept(pixels[0]))
            {
                counts[pixels[0]] += pixels.Length;
                continue;
            }

            foreach (byte label in pixels)
            {
                counts[label]++;
            }
        }
    }

    private void Settle(Span<byte> cells)
    {
        for (int cell = 0; cell < cells.Length; cell++)
        {
            ReadOnlySpan<int> counts = _counts.AsSpan(cell * Kinds, Kinds);
            int best = 0;
            for (int label = 1; label < Kinds; label++)
            {
                best = counts[label] > counts[best] ? label : best;
            }

            cells[cell] = (byte)best;
        }

        Array.Clear(_counts);
    }
}
