using System.Buffers.Binary;

namespace Marrow.Radiomics;

/// <summary>The marching-squares contour of a region: its length, the area inside, the greatest distance between two of its points, and the area of its convex hull.</summary>
internal readonly record struct Outline(double Perimeter, double Area, double Diameter, double HullArea)
{
    public static Outline Of(RegionPlane plane, PixelSpacing spacing)
    {
        // Each cell has four pixels as corners; bit 0 upper left, 1 upper right, 2 lower left, 3 lower right.
        long[] cells = new long[16];
        var points = new List<(double X, double Y)>();
        byte[] nothing = new byte[plane.Width];
        for (int y = -1; y < plane.Height; y++)
        {
            ReadOnlySpan<byte> upper = y < 0 ? nothing : plane.Inside.AsSpan(y * plane.Width, plane.Width);
            ReadOnlySpan<byte> lower = y + 1 == plane.Height ? nothing : plane.Inside.AsSpan((y + 1) * plane.Width, plane.Width);
            CountCells(upper, lower, cells);
            AddExtremes(upper, lower, y, (spacing, points));
        }

        double diagonal = Math.Sqrt((spacing.X * spacing.X) + (spacing.Y * spacing.Y)) / 2, pixel = spacing.X * spacing.Y;
        (double perimeter, double area) = (0, 0);
        for (int code = 0; code < 16; code++)
        {
            (double across, double down, double slanted, double part) = Contour(code);
            perimeter += cells[code] * ((across * spacing.X) + (down * spacing.Y) + (slanted * diagonal));
            area += cells[code] * part * pixel;
        }

        List<(double X, double Y)> hull = ConvexHull.Of(points);
        return new Outline(perimeter, area, ConvexHull.Diameter(hull), ConvexHull.Area(hull));
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

    private static void CountCells(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, long[] cells)
    {
        const ulong AllInside = 0x0101010101010101;
        int left = 0, x = 0;
        while (x < upper.Length)
        {
            // Eight pixels at once where nothing changes.
            if (left is 0 or 5 && x + 8 <= upper.Length)
            {
                (ulong above, ulong below) = (BinaryPrimitives.ReadUInt64LittleEndian(upper[x..]), BinaryPrimitives.ReadUInt64LittleEndian(lower[x..]));
                if (above == below && above == (left == 0 ? 0 : AllInside))
                {
                    cells[left * 3] += 8;
                    x += 8;
                    continue;
                }
            }

            int right = upper[x] | (lower[x] << 2);
            cells[left | (right << 1)]++;
            (left, x) = (right, x + 1);
        }

        cells[left]++;
    }

    /// <summary>
    /// The leftmost and rightmost contour points of row y and of the gap below it: only these can be corners of the hull,
    /// which holds the two farthest points.
    /// </summary>
    private static void AddExtremes(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int y, (PixelSpacing Spacing, List<(double X, double Y)> Points) to)
    {
        (PixelSpacing spacing, List<(double X, double Y)> points) = to;
        if (upper.IndexOf((byte)1) is >= 0 and int first)
        {
            points.Add(((first - 0.5) * spacing.X, y * spacing.Y));
            points.Add(((upper.LastIndexOf((byte)1) + 0.5) * spacing.X, y * spacing.Y));
        }

        int left = upper.CommonPrefixLength(lower), right = upper.Length - 1;
        if (left == upper.Length)
        {
            return;
        }

        while (upper[right] == lower[right])
        {
            right--;
        }

        points.Add((left * spacing.X, (y + 0.5) * spacing.Y));
        points.Add((right * spacing.X, (y + 0.5) * spacing.Y));
    }
}
