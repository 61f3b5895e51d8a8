using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>The four pixels around a place and their weights; a corner outside the plane has index −1 and counts as nothing.</summary>
internal readonly struct BilinearCorners
{
    private readonly int topLeft, topRight, bottomLeft, bottomRight;
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

    /// <summary>The label with the largest weight around; corners outside the plane count as −1.</summary>
    /// <param name="labels">H × W labels.</param>
    /// <param name="candidates">The labels that occur, in rising order.</param>
    public short LargestShare(short[] labels, short[] candidates)
    {
        if (topLeft >= 0 && bottomRight >= 0 && topRight >= 0 && bottomLeft >= 0
            && labels[topLeft] == labels[topRight] && labels[topLeft] == labels[bottomLeft] && labels[topLeft] == labels[bottomRight])
        {
            return labels[topLeft];
        }

        short winner = -1;
        float most = Share(labels, topLeft, -1, weightTopLeft) + Share(labels, topRight, -1, weightTopRight)
            + Share(labels, bottomLeft, -1, weightBottomLeft) + Share(labels, bottomRight, -1, weightBottomRight);
        foreach (short candidate in candidates)
        {
            float share = Share(labels, topLeft, candidate, weightTopLeft) + Share(labels, topRight, candidate, weightTopRight)
                + Share(labels, bottomLeft, candidate, weightBottomLeft) + Share(labels, bottomRight, candidate, weightBottomRight);
            if (share > most)
            {
                (winner, most) = (candidate, share);
            }
        }

        return winner;
    }

    private static float Share(short[] labels, int corner, short candidate, float weight) =>
        (corner < 0 ? (short)-1 : labels[corner]) == candidate ? weight : 0;

    private static int Index(int x, int y, PixelSize size) =>
        x >= 0 && y >= 0 && x < size.Width && y < size.Height ? (y * size.Width) + x : -1;
}
