namespace Marrow.Imaging;

/// <summary>Walks the outer border of a labelled object along pixel edges, the object on the right hand.</summary>
public static class ContourTracing
{
    // Right, down, left, up: the step along an edge, and the pixel to the right of that edge seen from its start corner.
    private static readonly (int Dx, int Dy)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];
    private static readonly (int X, int Y)[] RightPixels = [(0, 0), (-1, 0), (-1, -1), (0, -1)];

    /// <summary>
    /// The closed ring of corners around an object's outer border, clockwise on the screen, first corner not repeated;
    /// only corners where the direction changes. Pixels that meet at a corner belong to one object.
    /// </summary>
    /// <param name="map">Labels.</param>
    /// <param name="label">The object.</param>
    /// <param name="firstX">Column of the object's first pixel in reading order.</param>
    /// <param name="firstY">Its row.</param>
    public static IReadOnlyList<(int X, int Y)> OuterRing(LabelMap map, int label, int firstX, int firstY)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map[firstX, firstY] != label)
        {
            throw new ArgumentException($"pixel {firstX},{firstY} does not carry label {label}", nameof(label));
        }

        List<(int X, int Y)> ring = [];
        int x = firstX, y = firstY, direction = 0;
        do
        {
            ring.Add((x, y));
            do
            {
                x += Steps[direction].Dx;
                y += Steps[direction].Dy;
            }
            while (Turn(map, label, x, y, direction) == 0);
            direction = (direction + Turn(map, label, x, y, direction) + 4) % 4;
        }
        while (x != firstX || y != firstY || direction != 0);
        return ring;
    }

    /// <summary>At a corner: −1 turn left (the pixel ahead on the left is inside), 0 straight on, +1 turn right.</summary>
    private static int Turn(LabelMap map, int label, int x, int y, int direction)
    {
        (int dx, int dy) = RightPixels[(direction + 3) % 4];
        if (Holds(map, label, x + dx, y + dy))
        {
            return -1;
        }

        (dx, dy) = RightPixels[direction];
        return Holds(map, label, x + dx, y + dy) ? 0 : 1;
    }

    private static bool Holds(LabelMap map, int label, int x, int y) =>
        x >= 0 && y >= 0 && x < map.Width && y < map.Height && map[x, y] == label;
}
