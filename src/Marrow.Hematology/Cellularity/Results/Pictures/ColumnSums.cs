using System.Numerics;

namespace Marrow.Hematology;

/// <summary>Adds up rows of bytes column by column in 16 bits; at most 257 rows fit.</summary>
internal static class ColumnSums
{
    public const int RowLimit = 257;

    /// <summary>Adds a row; both have the same length.</summary>
    public static void Add(ReadOnlySpan<byte> row, Span<ushort> sums)
    {
        int i = 0, half = Vector<ushort>.Count;
        for (; i + Vector<byte>.Count <= row.Length; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out Vector<ushort> low, out Vector<ushort> high);
            (low + new Vector<ushort>(sums[i..])).CopyTo(sums[i..]);
            (high + new Vector<ushort>(sums[(i + half)..])).CopyTo(sums[(i + half)..]);
        }

        for (; i < row.Length; i++)
        {
            sums[i] += row[i];
        }
    }
}
