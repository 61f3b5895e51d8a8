namespace Marrow.Radiomics;

/// <summary>The marching-squares contour of a region: its length, the area inside, and the greatest distance between two of its points.</summary>
internal readonly record struct Outline(double Perimeter, double Area, double Diameter)
{
    public static Outline Of(RegionPlane plane, PixelSpacing spacing)
    {
        // Each cell has four pixels as corners; bit 0 upper left, 1 upper right, 2 lower left, 3 lower right.
        long[] cells = new long[16];
        var points = new List<(double X, double Y)>();
        for (int y = -1; y < plane.Height; y++)
        {
            CountCells(plane, y, cells);
            AddExtremes(plane, y, spacing, points);
        }

        double diagonal = Math.Sqrt((spacing.X * spacing.X) + (spacing.Y * spacing.Y)) / 2, pixel = spacing.X * spacing.Y;
        (double perimeter, double area) = (0, 0);
        for (int code = 0; code < 16; code++)
        {
            (double across, double down, double slanted, double part) = Contour(code);
            perimeter += cells[code] * ((across * spacing.X) + (down * spacing.Y) + (slanted * diagonal));
            area += cells[code] * part * pixel;
        }

        return new Outline(perimeter, area, ConvexHull.Diameter(points));
    }

    /// <summary>For a cell: how many horizontal, vertical and slanted segments the contour has in it, and the part of it that is inside.</summary>
    private static (double Across, double Down, double Slanted, double Area) Contour(int code) => code switch
    {
        0 => (0, 0, 0, 0),
        15 => (0, 0, 0, 1),
        1 or 2 or 4 or 8 => (0, 0, 1, 0.125),
        7 or 11 or 13 or 14 => (0, 0, 1, 0.875),
        3 or 12 => (1, 0, 0, 0.5),
        5 or 10 => (0, 1, 0, 0.5),
        _ => (0, 0, 2, 0.25),
    };

    private static void CountCells(RegionPlane plane, int y, long[] cells)
    {
        ReadOnlySpan<byte> upper = Row(plane, y), lower = Row(plane, y + 1);
        int left = 0;
        for (int x = 0; x < plane.Width; x++)
        {
            int right = (upper.IsEmpty ? 0 : upper[x]) | ((lower.IsEmpty ? 0 : lower[x]) << 2);
            cells[left | (right << 1)]++;
            left = right;
        }

        cells[left]++;
    }

    /// <summary>
    /// The leftmost and rightmost contour points of row y and of the gap below it: only these can be corners of the hull,
    /// which holds the two farthest points.
    /// </summary>
    private static void AddExtremes(RegionPlane plane, int y, PixelSpacing spacing, List<(double X, double Y)> points)
    {
        ReadOnlySpan<byte> upper = Row(plane, y), lower = Row(plane, y + 1);
        if (!upper.IsEmpty && upper.IndexOf((byte)1) is >= 0 and int first)
        {
            points.Add(((first - 0.5) * spacing.X, y * spacing.Y));
            points.Add(((upper.LastIndexOf((byte)1) + 0.5) * spacing.X, y * spacing.Y));
        }

        (int left, int right) = (-1, -1);
        for (int x = 0; x < plane.Width; x++)
        {
            if ((upper.IsEmpty ? 0 : upper[x]) != (lower.IsEmpty ? 0 : lower[x]))
            {
                (left, right) = (left < 0 ? x : left, x);
            }
        }

        if (left >= 0)
        {
            points.Add((left * spacing.X, (y + 0.5) * spacing.Y));
            points.Add((right * spacing.X, (y + 0.5) * spacing.Y));
        }
    }

    private static ReadOnlySpan<byte> Row(RegionPlane plane, int y) =>
        y < 0 || y >= plane.Height ? [] : plane.Inside.AsSpan(y * plane.Width, plane.Width);
}
