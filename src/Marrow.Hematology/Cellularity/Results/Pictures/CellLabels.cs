using System.Numerics;

namespace Marrow.Hematology;

/// <summary>
/// The label that most pixels of each cell of one row of cells have; ties go to the lower label. Counted down the columns, all side by
/// side and without a branch: where fat and marrow mix, every other one would be guessed wrong.
/// </summary>
/// <param name="width">Pixels in a row.</param>
/// <param name="factor">Pixels along a cell's side.</param>
/// <param name="last">The greatest label that can come.</param>
internal sealed class CellLabels(int width, int factor, Compartment last)
{
    // The pixels of a cell of this side fit a byte.
    private const int NarrowFactor = 15;

    // Past the width they stay empty, so that whole vectors can be read from a cell's last column on.
    private readonly byte[][] columns = NewColumns((int)last + 1, width + factor + (2 * Vector<byte>.Count));
    private readonly byte[] winners = new byte[factor <= NarrowFactor ? width + Vector<byte>.Count : 0];
    private readonly int[] wide = new int[factor <= NarrowFactor ? 0 : ((width + factor - 1) / factor) * ((int)last + 1)];
    private int counted;

    /// <summary>Counts whole rows of pixels, of one row of cells.</summary>
    public void Count(ReadOnlySpan<byte> labels)
    {
        for (int rows; labels.Length > 0; labels = labels[(rows * width)..])
        {
            if (counted == byte.MaxValue)
            {
                Widen();
            }

            rows = Math.Min(byte.MaxValue - counted, labels.Length / width);
            counted += rows;
            for (int label = 0; label < columns.Length; label++)
            {
                CountOne((byte)label, labels[..(rows * width)], columns[label]);
            }
        }
    }

    /// <summary>Ends the row of cells.</summary>
    /// <param name="cells">One label for each cell.</param>
    public void Settle(Span<byte> cells)
    {
        if (factor <= NarrowFactor)
        {
            SettleNarrow(cells);
        }
        else
        {
            Widen();
            SettleWide(cells);
        }

        Array.ForEach(columns, Array.Clear);
        counted = 0;
    }

    private void CountOne(byte label, ReadOnlySpan<byte> labels, byte[] own)
    {
        int x = 0;
        for (var wanted = new Vector<byte>(label); x + Vector<byte>.Count <= width; x += Vector<byte>.Count)
        {
            var count = new Vector<byte>(own, x);
            for (int i = x; i < labels.Length; i += width)
            {
                // Equal is all bits, −1.
                count -= Vector.Equals(new Vector<byte>(labels[i..]), wanted);
            }

            count.CopyTo(own, x);
        }

        for (; x < width; x++)
        {
            for (int i = x; i < labels.Length; i += width)
            {
                own[x] += (byte)(labels[i] == label ? 1 : 0);
            }
        }
    }

    private void SettleNarrow(Span<byte> cells)
    {
        for (int x = 0; x < width; x += Vector<byte>.Count)
        {
            Vector<byte> most = Across(columns[0], x), winner = Vector<byte>.Zero;
            for (int label = 1; label < columns.Length; label++)
            {
                Vector<byte> count = Across(columns[label], x);
                winner = Vector.ConditionalSelect(Vector.GreaterThan(count, most), new Vector<byte>((byte)label), winner);
                most = Vector.Max(count, most);
            }

            winner.CopyTo(winners, x);
        }

        for (int cell = 0; cell < cells.Length; cell++)
        {
            cells[cell] = winners[cell * factor];
        }
    }

    /// <summary>For each column from <paramref name="x"/> on, the count in the cell that would begin there.</summary>
    private Vector<byte> Across(byte[] own, int x)
    {
        var sum = new Vector<byte>(own, x);
        for (int i = 1; i < factor; i++)
        {
            sum += new Vector<byte>(own, x + i);
        }

        return sum;
    }

    /// <summary>Empties the columns into the cells.</summary>
    private void Widen()
    {
        for (int label = 0; label < columns.Length; label++)
        {
            for (int x = 0; x < width; x++)
            {
                wide[(x / factor * columns.Length) + label] += columns[label][x];
            }

            Array.Clear(columns[label]);
        }

        counted = 0;
    }

    private void SettleWide(Span<byte> cells)
    {
        for (int cell = 0; cell < cells.Length; cell++)
        {
            ReadOnlySpan<int> own = wide.AsSpan(cell * columns.Length, columns.Length);
            int best = 0;
            for (int label = 1; label < own.Length; label++)
            {
                best = own[label] > own[best] ? label : best;
            }

            cells[cell] = (byte)best;
        }

        Array.Clear(wide);
    }

    private static byte[][] NewColumns(int labels, int length)
    {
        byte[][] columns = new byte[labels][];
        for (int label = 0; label < labels; label++)
        {
            columns[label] = new byte[length];
        }

        return columns;
    }
}
