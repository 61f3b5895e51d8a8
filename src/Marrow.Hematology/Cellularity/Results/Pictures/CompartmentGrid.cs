using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>The compartment that most pixels of each grid cell have, collected while the label image streams by; ties go to the lower label.</summary>
internal sealed class CompartmentGrid : ICompartmentSink
{
    private const int Kinds = 8;

    private OverlayGrid? _grid;
    private int[] _counts = [];
    private ulong[] _packed = [];
    private int _packedPixels;
    private Raster<byte>? _labels;

    public OverlayGrid Grid => _grid ?? throw new InvalidOperationException("the label image has not begun");

    /// <summary>One byte per cell, a <see cref="Compartment"/>.</summary>
    public Raster<byte> Labels => _labels ?? throw new InvalidOperationException("the label image has not begun");

    public void Begin(PixelSize size)
    {
        _grid = OverlayGrid.For(size);
        _labels = new Raster<byte>(_grid.Size.Width, _grid.Size.Height, 1);
        _counts = new int[_grid.Size.Width * Kinds];
        _packed = new ulong[_grid.Size.Width];
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

    /// <summary>Counts a row's labels in each cell: eight counters of a byte each in one word, emptied before one can run over.</summary>
    private void Count(ReadOnlySpan<byte> row)
    {
        int factor = Grid.Factor;
        if (factor > byte.MaxValue)
        {
            CountOneByOne(row, factor);
            return;
        }

        if (_packedPixels + factor > byte.MaxValue)
        {
            Unpack();
        }

        _packedPixels += factor;
        ulong[] packed = _packed;
        for (int cell = 0; cell < packed.Length; cell++)
        {
            ReadOnlySpan<byte> pixels = row[..Math.Min(factor, row.Length)];
            ulong sum = 0;
            foreach (byte label in pixels)
            {
                sum += 1UL << (8 * label);
            }

            packed[cell] += sum;
            row = row[pixels.Length..];
        }
    }

    private void CountOneByOne(ReadOnlySpan<byte> row, int factor)
    {
        for (int x = 0; x < row.Length; x++)
        {
            _counts[(x / factor * Kinds) + row[x]]++;
        }
    }

    private void Unpack()
    {
        for (int cell = 0; cell < _packed.Length; cell++)
        {
            ulong word = _packed[cell];
            for (int i = cell * Kinds; word != 0; i++, word >>= 8)
            {
                _counts[i] += (byte)word;
            }
        }

        Array.Clear(_packed);
        _packedPixels = 0;
    }

    private void Settle(Span<byte> cells)
    {
        Unpack();
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
