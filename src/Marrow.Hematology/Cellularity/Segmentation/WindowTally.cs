using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Counts the pixels of a window's core by compartment and grey level.</summary>
/// <param name="labels">One <see cref="Compartment"/> for each pixel of the core.</param>
/// <param name="gray">OpenCV luma of the same pixels.</param>
/// <param name="size">Of the core, level-0 pixels.</param>
internal sealed class WindowTally(byte[] labels, byte[] gray, PixelSize size)
{
    private const int Levels = 256, Kinds = 8;

    /// <param name="reach">How far beside fat a haematopoietic pixel lies at most, along a row or column, to count as beside it.</param>
    public Tally Count(int reach)
    {
        // Two tables, so that a run of one level does not wait for its own last store.
        int[] joint = new int[Kinds * Levels], other = new int[Kinds * Levels], besideFat = new int[Levels];
        byte[] near = new byte[size.Width], none = new byte[size.Width];
        for (int y = 0; y < size.Height; y++)
        {
            ReadOnlySpan<byte> row = Row(y);
            Add(row, Gray(y), joint, other);
            BesideFat(row, y >= reach ? Row(y - reach) : none, y + reach < size.Height ? Row(y + reach) : none, near);
            AlongRow(row, reach, near);
            AddMarked(row, near, Gray(y), besideFat);
        }

        var tally = new Tally();
        for (int i = 0; i < joint.Length; i++)
        {
            tally.Add(i / Levels, i % Levels, (long)joint[i] + other[i]);
        }

        for (int level = 0; level < Levels; level++)
        {
            tally.BesideFat.Add(level, besideFat[level]);
        }

        return tally;
    }

    private ReadOnlySpan<byte> Row(int y) => labels.AsSpan(y * size.Width, size.Width);

    private ReadOnlySpan<byte> Gray(int y) => gray.AsSpan(y * size.Width, size.Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(ReadOnlySpan<byte> row, ReadOnlySpan<byte> gray, int[] even, int[] odd)
    {
        int x = 0;
        for (; x + 2 <= row.Length; x += 2)
        {
            even[((row[x] & (Kinds - 1)) << 8) | gray[x]]++;
            odd[((row[x + 1] & (Kinds - 1)) << 8) | gray[x + 1]]++;
        }

        if (x < row.Length)
        {
            even[((row[x] & (Kinds - 1)) << 8) | gray[x]]++;
        }
    }

    /// <summary>Marks where a row above or below is fat.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BesideFat(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, ReadOnlySpan<byte> below, Span<byte> near)
    {
        const byte Fat = (byte)Compartment.Fat;
        int x = 0;
        Vector<byte> fat = new(Fat);
        for (; x + Vector<byte>.Count <= row.Length; x += Vector<byte>.Count)
        {
            (Vector.Equals(new Vector<byte>(above[x..]), fat) | Vector.Equals(new Vector<byte>(below[x..]), fat)).CopyTo(near[x..]);
        }

        for (; x < row.Length; x++)
        {
            near[x] = (byte)(above[x] == Fat || below[x] == Fat ? 255 : 0);
        }
    }

    /// <summary>Marks where the row itself is fat to the left or right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AlongRow(ReadOnlySpan<byte> row, int reach, Span<byte> near)
    {
        const byte Fat = (byte)Compartment.Fat;
        Vector<byte> fat = new(Fat);
        int x = 0;
        for (; x + Vector<byte>.Count + reach <= row.Length; x += Vector<byte>.Count)
        {
            (new Vector<byte>(near[x..]) | Vector.Equals(new Vector<byte>(row[(x + reach)..]), fat)).CopyTo(near[x..]);
        }

        for (; x + reach < row.Length; x++)
        {
            near[x] |= (byte)(row[x + reach] == Fat ? 255 : 0);
        }

        for (x = reach; x + Vector<byte>.Count <= row.Length; x += Vector<byte>.Count)
        {
            (new Vector<byte>(near[x..]) | Vector.Equals(new Vector<byte>(row[(x - reach)..]), fat)).CopyTo(near[x..]);
        }

        for (; x < row.Length; x++)
        {
            near[x] |= (byte)(row[x - reach] == Fat ? 255 : 0);
        }
    }

    /// <summary>Counts grey levels where a pixel is haematopoietic and marked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddMarked(ReadOnlySpan<byte> row, ReadOnlySpan<byte> near, ReadOnlySpan<byte> gray, int[] levels)
    {
        const byte Haematopoietic = (byte)Compartment.Haematopoietic;
        int x = 0;
        for (; x + Vector256<byte>.Count <= row.Length; x += Vector256<byte>.Count)
        {
            Vector256<byte> marked = Vector256.Equals(Vector256.Create(row[x..]), Vector256.Create(Haematopoietic)) & Vector256.Create(near[x..]);
            for (uint bits = marked.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                levels[gray[x + BitOperations.TrailingZeroCount(bits)]]++;
            }
        }

        for (; x < row.Length; x++)
        {
            levels[gray[x]] += row[x] == Haematopoietic && near[x] != 0 ? 1 : 0;
        }
    }
}
