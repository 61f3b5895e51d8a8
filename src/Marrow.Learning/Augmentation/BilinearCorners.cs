using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>The four pixels around a place and their weights; a corner outside the plane has index −1 and counts as nothing.</summary>
internal readonly struct BilinearCorners
{
    private readonly int topLeft, topRight, bottomLeft, bottomRight;
    private readonly bool isBeyond;
    private readonly float weightTopLeft, weightTopRight, weightBottomLeft, weightBottomRight;

    public BilinearCorners(double x, double y, PixelSize size)
    {
        double floorX = Math.Floor(x), floorY = Math.Floor(y);
        float across = (float)(x - floorX), down = (float)(y - floorY);
        int left = (int)floorX, top = (int)floorY;
        topLeft = Index(left, top, size);
        topRight = Index(left + 1, top, size);
        bottomLeft = Index(left, top + 1, size);
        bottomRight = Index(left + 1, top + 1, size);
        // The middles of the outermost pixels; but the reference divides by the other axis's length, and keeps or cuts a little more where they differ.
        double rimX = (((double)size.Width / size.Height) - 1) / 2, rimY = (((double)size.Height / size.Width) - 1) / 2;
        isBeyond = x < rimX || y < rimY || x > size.Width - 1 - rimX || y > size.Height - 1 - rimY;
        weightTopLeft = (1 - across) * (1 - down);
        weightTopRight = across * (1 - down);
        weightBottomLeft = (1 - across) * down;
        weightBottomRight = across * down;
    }

    public float Mix(ReadOnlySpan<float> plane) =>
        (topLeft < 0 ? 0 : weightTopLeft * plane[topLeft])
        + (topRight < 0 ? 0 : weightTopRight * plane[topRight])
        + (bottomLeft < 0 ? 0 : weightBottomLeft * plane[bottomLeft])
        + (bottomRight < 0 ? 0 : weightBottomRight * plane[bottomRight]);

    /// <summary>The label with the largest weight around; the lowest of equals, and −1 beyond the middles of the outermost pixels.</summary>
    /// <param name="labels">H × W labels.</param>
    /// <param name="candidates">The labels that occur, in rising order.</param>
    public short LargestShare(short[] labels, short[] candidates)
    {
        if (isBeyond)
        {
            return -1;
        }

        if (topLeft >= 0 && bottomRight >= 0 && topRight >= 0 && bottomLeft >= 0
            && labels[topLeft] == labels[topRight] && labels[topLeft] == labels[bottomLeft] && labels[topLeft] == labels[bottomRight])
        {
            return labels[topLeft];
        }

        short winner = candidates[0];
        Half most = Half.Zero;
        foreach (short candidate in candidates)
        {
            Half share = Share(labels, candidate);
            if (share > most)
            {
                (winner, most) = (candidate, share);
            }
        }

        return winner;
    }

    // In thousandths, rounded to 16 bits as the reference compares them.
    private Half Share(short[] labels, short candidate) => (Half)(1000 * (Share(labels, topLeft, candidate, weightTopLeft)
        + Share(labels, topRight, candidate, weightTopRight)
        + Share(labels, bottomLeft, candidate, weightBottomLeft)
        + Share(labels, bottomRight, candidate, weightBottomRight)));

    private static float Share(short[] labels, int corner, short candidate, float weight) => corner >= 0 && labels[corner] == candidate ? weight : 0;

    private static int Index(int x, int y, PixelSize size) =>
        x >= 0 && y >= 0 && x < size.Width && y < size.Height ? (y * size.Width) + x : -1;
}
