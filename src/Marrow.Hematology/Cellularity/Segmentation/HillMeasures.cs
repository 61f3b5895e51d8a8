using System.Runtime.CompilerServices;
using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Measures the bright objects of a window in one pass over the runs of its rows, and their convex hulls in another.</summary>
internal static class HillMeasures
{
    /// <returns>Measures by label; index 0 is unused.</returns>
    public static Hill[] Measure(LabelMap objects, int count, Mask glass)
    {
        var hills = new Hill[count + 1];
        for (int label = 0; label <= count; label++)
        {
            hills[label] = new Hill();
        }

        for (int y = 0; y < objects.Height; y++)
        {
            AddRow(hills, objects.Row(y), glass.Row(y), y);
            if (y + 1 < objects.Height)
            {
                AddBetween(hills, objects, glass, y);
            }
        }

        ConvexHulls.Measure(objects, hills);
        return hills;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(Hill[] hills, ReadOnlySpan<int> row, ReadOnlySpan<byte> glass, int y)
    {
        for (int start = 0, end; start < row.Length; start = end)
        {
            int label = row[start];
            for (end = start + 1; end < row.Length && row[end] == label; end++)
            {
            }

            if (label != 0)
            {
                hills[label].AddRun(start, end, (y, (y * row.Length) + start));
            }

            if (end < row.Length)
            {
                Face(hills, label, row[end], glass[end]);
                Face(hills, row[end], label, glass[end - 1]);
            }
        }
    }

    /// <summary>The sides between a row and the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBetween(Hill[] hills, LabelMap objects, Mask glass, int y)
    {
        ReadOnlySpan<int> upper = objects.Row(y), lower = objects.Row(y + 1);
        for (int x = upper.CommonPrefixLength(lower); x < upper.Length; x++)
        {
            if (upper[x] != lower[x])
            {
                Face(hills, upper[x], lower[x], glass.Row(y + 1)[x]);
                Face(hills, lower[x], upper[x], glass.Row(y)[x]);
            }
        }
    }

    /// <summary>One side of an object's pixel that faces another object, glass, or neither.</summary>
    private static void Face(Hill[] hills, int label, int other, byte glass)
    {
        if (label == 0)
        {
            return;
        }

        Hill hill = hills[label];
        hill.Sides++;
        hill.GlassSides += glass;
        if (other != 0)
        {
            hill.OpenSides[other] = hill.OpenSides.GetValueOrDefault(other) + 1;
        }
    }
}
