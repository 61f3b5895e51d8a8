using System.Buffers.Binary;
using System.Numerics;
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
    private bool _isSpread;
    private LabelRows? _rows;
    private byte[] _cells = [];

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
                _rows!.Add(row);
                continue;
            }

            Count(row);
            if ((y + 1) % Grid.Factor == 0 || y + 1 == Grid.Slide.Height)
            {
                Settle(_cells);
                _rows!.Add(_cells);
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
        int cell = factor <= sizeof(ulong) ? CountNarrow(row, packed) : 0;
        for (row = row[(cell * factor)..]; cell < packed.Length; cell++)
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

    /// <summary>The same for cells that one word holds, without a branch: where fat and marrow mix, every other one would be guessed wrong.</summary>
    /// <returns>How many cells it has counted; the last few are left.</returns>
    private int CountNarrow(ReadOnlySpan<byte> row, ulong[] packed)
    {
        int factor = Grid.Factor, cell = 0;
        for (int x = 0; x + sizeof(ulong) <= row.Length && cell < packed.Length; x += factor, cell++)
        {
            // Each label times eight; a shift takes the lowest six bits of a byte, and labels are below eight.
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(row[x..]) << 3, sum = 0;
            for (int i = 0; i < factor; i++, word >>= 8)
            {
                sum += 1UL << (int)word;
            }

            packed[cell] += sum;
        }

        return cell;
    }

    private void CountOneByOne(ReadOnlySpan<byte> row, int factor)
    {
        _isSpread = true;
        for (int x = 0; x < row.Length; x++)
        {
            _counts[(x / factor * Kinds) + row[x]]++;
        }
    }

    private void Unpack()
    {
        _isSpread = true;
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
        // Where all of a cell's rows are still packed and of one label, that is the only byte of its word.
        for (int cell = 0; cell < cells.Length && !_isSpread; cell++)
        {
            int lowest = BitOperations.TrailingZeroCount(_packed[cell]) / 8;
            cells[cell] = _packed[cell] >> (8 * lowest) <= byte.MaxValue ? (byte)lowest : Most(_packed[cell]);
        }

        if (_isSpread)
        {
            SettleSpread(cells);
        }

        Array.Clear(_packed);
        (_packedPixels, _isSpread) = (0, false);
    }

    private static byte Most(ulong word)
    {
        int best = 0;
        for (int label = 1; label < Kinds; label++)
        {
            best = (byte)(word >> (8 * label)) > (byte)(word >> (8 * best)) ? label : best;
        }

        return (byte)best;
    }

    private void SettleSpread(Span<byte> cells)
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
