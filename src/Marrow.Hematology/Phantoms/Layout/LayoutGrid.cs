namespace Marrow.Hematology;

/// <summary>The coarse grid on which the section is laid out: nodes every few µm, with a margin around the picture so that what its edge cuts is laid out too.</summary>
internal sealed class LayoutGrid
{
    // 4 µm follows every border that is not drawn finer by noise; large sections take a wider grid to stay within 4 million nodes.
    private const double FinestPitch = 4;
    private const double MostNodes = 4e6;

    // Wider than the largest vacuole's radius.
    private const double Margin = 64;

    public LayoutGrid(double width, double height)
    {
        (Width, Height) = (width, height);
        Pitch = Math.Max(FinestPitch, Math.Sqrt(width * height / MostNodes));
        Columns = (int)Math.Ceiling((width + (2 * Margin)) / Pitch) + 2;
        Rows = (int)Math.Ceiling((height + (2 * Margin)) / Pitch) + 2;
    }

    /// <summary>Width of the section, µm.</summary>
    public double Width { get; }

    /// <summary>Height of the section, µm.</summary>
    public double Height { get; }

    /// <summary>Distance of neighbouring nodes, µm.</summary>
    public double Pitch { get; }

    public int Columns { get; }

    public int Rows { get; }

    public int Count => Columns * Rows;

    /// <summary>Where a node lies, µm.</summary>
    public (double X, double Y) Place(int node) => ((node % Columns * Pitch) - Margin, (node / Columns * Pitch) - Margin);

    /// <summary>True where the node lies in the picture, so that it counts for shares.</summary>
    public bool IsInside(int node)
    {
        (double x, double y) = Place(node);
        return x >= 0 && y >= 0 && x < Width && y < Height;
    }

    /// <summary>The node before a coordinate (µm) and how far the coordinate lies towards the next one, 0…1.</summary>
    public (int Node, float Fraction) Locate(double coordinate, int nodes)
    {
        double at = Math.Clamp((coordinate + Margin) / Pitch, 0, nodes - 1.001);
        int node = (int)at;
        return (node, (float)(at - node));
    }

    /// <summary>Turns any smooth function on the nodes into a distance to its zero line: value over slope.</summary>
    public float[] Distances(double[] values)
    {
        var distances = new float[Count];
        for (int node = 0; node < distances.Length; node++)
        {
            int column = Math.Clamp(node % Columns, 1, Columns - 2), row = Math.Clamp(node / Columns, 1, Rows - 2);
            int at = (row * Columns) + column;
            double dx = (values[at + 1] - values[at - 1]) / (2 * Pitch), dy = (values[at + Columns] - values[at - Columns]) / (2 * Pitch);
            double slope = Math.Sqrt((dx * dx) + (dy * dy));
            distances[node] = (float)Math.Clamp(values[node] / Math.Max(slope, 1e-4), FieldGrid.Nowhere, -FieldGrid.Nowhere);
        }

        return distances;
    }
}
