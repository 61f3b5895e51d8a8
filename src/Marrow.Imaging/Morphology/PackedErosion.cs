using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Marrow.Imaging;

/// <summary>
/// Erosion of a packed mask by a disc. Row by row the disc is a span: each source row, eroded by ever longer spans,
/// is laid over the rows that see it at that span. Past the edge everything counts as inside.
/// </summary>
internal static class PackedErosion
{
    public static PackedMask Erode(PackedMask mask, double radius)
    {
        int[] reach = Reach(radius);
        PackedMask result = mask.FullLike();
        ulong[] row = new ulong[mask.Stride], next = new ulong[mask.Stride];
        for (int y = 0; y < mask.Height; y++)
        {
            mask.Row(y).CopyTo(row);
            row[^1] |= ~mask.LastBits;
            if (!row.AsSpan().ContainsAnyExcept(ulong.MaxValue))
            {
                continue;
            }

            for (int dy = reach.Length - 1, span = 0; dy >= 0; dy--)
            {
                for (; span < reach[dy]; span++)
                {
                    Shrink(row, next);
                    (row, next) = (next, row);
                }

                Lay(row, result, y - dy);
                if (dy > 0)
                {
                    Lay(row, result, y + dy);
                }
            }
        }

        return result;
    }

    /// <summary>For each row distance how far the disc reaches to either side: dx² + dy² ≤ radius².</summary>
    private static int[] Reach(double radius)
    {
        double limit = radius * radius;
        var reach = new int[(int)Math.Floor(radius) + 1];
        for (int dy = 0; dy < reach.Length; dy++)
        {
            int dx = (int)Math.Floor(Math.Sqrt(Math.Max(0, limit - ((double)dy * dy))));
            dx -= ((double)dx * dx) + ((double)dy * dy) > limit ? 1 : 0;
            dx += ((double)(dx + 1) * (dx + 1)) + ((double)dy * dy) <= limit ? 1 : 0;
            reach[dy] = dx;
        }

        return reach;
    }

    private static void Lay(ulong[] row, PackedMask result, int y)
    {
        if (y >= 0 && y < result.Height)
        {
            Span<ulong> target = result.Row(y);
            TensorPrimitives.BitwiseAnd<ulong>(target, row, target);
        }
    }

    /// <summary>Pixels whose neighbours to the left and right are inside as well.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Shrink(ReadOnlySpan<ulong> row, Span<ulong> target)
    {
        ulong before = ulong.MaxValue, here = row[0];
        for (int i = 0; i < target.Length; i++)
        {
            ulong after = i + 1 < row.Length ? row[i + 1] : ulong.MaxValue;
            target[i] = here & ((here << 1) | (before >> 63)) & ((here >> 1) | (after << 63));
            (before, here) = (here, after);
        }
    }
}
