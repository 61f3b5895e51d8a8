using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>The compartment that most pixels of each grid cell have, collected while the label image streams by; ties go to the lower label.</summary>
internal sealed class CompartmentGrid : ICompartmentSink
{
    private const int Kinds = 8;

    // The pixels of a cell of this side fit a byte.
    private const int NarrowFactor = 15;

    private OverlayGrid? _grid;
    private int[] _counts = [];
    private ulong[] _packed = [];
    private ulong[] _columns = [];
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
        _columns = new ulong[_grid.Factor is > 1 and <= NarrowFactor ? size.Width : 0];
    }

    public void Write(int firstRow, int rows, ReadOnlySpan<byte> labels)
    {
        int width = Grid.Slide.Width, factor = Grid.Factor, end = firstRow + rows;
        for (int y = firstRow, next; y < end; y = next)
        {
            next = Math.Min(end, y - (y % factor) + factor);
            ReadOnlySpan<byte> own = labels.Slice((y - firstRow) * width, (next - y) * width);
            if (factor == 1)
            {
                _rows!.Add(own);
                continue;
            }

            Count(own, width);
            if (next % factor == 0 || next == Grid.Slide.Height)
            {
                Settle(_cells);
                _rows!.Add(_cells);
            }
        }
    }

    /// <summary>Counts the labels of rows of one row of cells: eight counters of a byte each in one word.</summary>
    private void Count(ReadOnlySpan<byte> labels, int width)
    {
        if (Grid.Factor <= NarrowFactor)
        {
            CountColumns(labels, width);
            return;
        }

        for (; labels.Length > 0; labels = labels[width..])
        {
            CountRow(labels[..width]);
        }
    }

    /// <summary>
    /// Down the columns, which are added up once the cell's rows are whole: a cell's pixels fit its bytes. Without a branch: where fat and
    /// marrow mix, every other one would be guessed wrong.
    /// </summary>
    private void CountColumns(ReadOnlySpan<byte> labels, int width)
    {
        ref byte first = ref MemoryMarshal.GetReference(labels);
        int x = 0;
        for (; Avx2.IsSupported && x + sizeof(uint) <= width; x += sizeof(uint))
        {
            // Four pixels a step; each label times eight is how far a one is shifted.
            Vector256<ulong> counts = Vector256.LoadUnsafe(ref _columns[x]);
            for (int i = x; i < labels.Length; i += width)
            {
                Vector128<byte> four = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, i))).AsByte();
                counts += Avx2.ShiftLeftLogicalVariable(Vector256<ulong>.One, Avx2.ConvertToVector256Int64(four).AsUInt64() << 3);
            }

            counts.StoreUnsafe(ref _columns[x]);
        }

        for (; x < width; x++)
        {
            for (int i = x; i < labels.Length; i += width)
            {
                _columns[x] += 1UL << (8 * labels[i]);
            }
        }
    }

    private void SumColumns()
    {
        int factor = Grid.Factor;
        ReadOnlySpan<ulong> columns = _columns;
        for (int cell = 0; cell < _packed.Length; cell++)
        {
            ulong sum = 0;
            foreach (ulong column in columns[..Math.Min(factor, columns.Length)])
            {
                sum += column;
            }

            _packed[cell] = sum;
            columns = columns[Math.Min(factor, columns.Length)..];
        }

        Array.Clear(_columns);
    }

    /// <summary>The same along a row of wider cells, whose counters are emptied before one can run over.</summary>
    private void CountRow(ReadOnlySpan<byte> row)
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
        for (int cell = 0; cell < _packed.Length; cell++)
        {
            ReadOnlySpan<byte> pixels = row[..Math.Min(factor, row.Length)];
            ulong sum = 0;
            foreach (byte label in pixels)
            {
                sum += 1UL << (8 * label);
            }

            _packed[cell] += sum;
            row = row[pixels.Length..];
        }
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
        if (_columns.Length > 0)
        {
            SumColumns();
        }

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
