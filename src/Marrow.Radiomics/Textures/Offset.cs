namespace Marrow.Radiomics;

/// <summary>A step from a pixel to a neighbour, in pixels.</summary>
internal readonly record struct Offset(int X, int Y)
{
    /// <summary>The four directions at distance 1, one of each opposite pair.</summary>
    public static IReadOnlyList<Offset> Directions { get; } = HalfRings([1]);

    /// <summary>One of each opposite pair of steps whose greater coordinate difference is one of the distances.</summary>
    public static IReadOnlyList<Offset> HalfRings(IReadOnlyList<int> distances) =>
        Rings(distances).Where(step => step.Y > 0 || (step.Y == 0 && step.X > 0)).ToArray();

    /// <summary>All steps whose greater coordinate difference is one of the distances.</summary>
    public static IReadOnlyList<Offset> Rings(IReadOnlyList<int> distances) =>
        distances.SelectMany(Ring).ToArray();

    /// <summary>How far to go in a plane's cells.</summary>
    public int In(LevelPlane plane) => (Y * plane.Stride) + X;

    private static IEnumerable<Offset> Ring(int distance) =>
        from y in Enumerable.Range(-distance, (2 * distance) + 1)
        from x in Enumerable.Range(-distance, (2 * distance) + 1)
        where Math.Max(Math.Abs(x), Math.Abs(y)) == distance
        select new Offset(x, y);
}
