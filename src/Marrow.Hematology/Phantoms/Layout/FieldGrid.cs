namespace Marrow.Hematology;

/// <summary>
/// A signed distance in µm (positive inside) known on a coarse grid over the section and read between its points by bilinear interpolation.
/// </summary>
internal sealed class FieldGrid
{
    /// <summary>Stands for "nowhere near": further from any border than anything that is drawn.</summary>
    public const float Nowhere = -1000;

    private readonly float[]? _values;

    private FieldGrid(LayoutGrid grid, float[]? values) => (Grid, _values) = (grid, values);

    public LayoutGrid Grid { get; }

    /// <summary>True where the compartment does not occur at all.</summary>
    public bool IsAbsent => _values is null;

    public static FieldGrid Absent(LayoutGrid grid) => new(grid, null);

    public static FieldGrid Of(LayoutGrid grid, float[] values) => new(grid, values);

    public float AtNode(int node) => _values is null ? Nowhere : _values[node];

    /// <summary>The field at a place, µm.</summary>
    public float At(double x, double y)
    {
        if (_values is null)
        {
            return Nowhere;
        }

        (int column, float across) = Grid.Locate(x, Grid.Columns);
        (int row, float down) = Grid.Locate(y, Grid.Rows);
        int at = (row * Grid.Columns) + column;
        float top = _values[at] + (across * (_values[at + 1] - _values[at]));
        float bottom = _values[at + Grid.Columns] + (across * (_values[at + Grid.Columns + 1] - _values[at + Grid.Columns]));
        return top + (down * (bottom - top));
    }

    /// <summary>The field at the pixel centres of a row.</summary>
    public void Row(Span<float> values, PixelRow row)
    {
        if (_values is null)
        {
            values.Fill(Nowhere);
            return;
        }

        (int gridRow, float down) = Grid.Locate(row.Y, Grid.Rows);
        ReadOnlySpan<float> top = _values.AsSpan(gridRow * Grid.Columns, Grid.Columns);
        ReadOnlySpan<float> bottom = _values.AsSpan((gridRow + 1) * Grid.Columns, Grid.Columns);
        for (int i = 0; i < values.Length; i++)
        {
            (int column, float across) = Grid.Locate(row.X(i), Grid.Columns);
            float left = top[column] + (down * (bottom[column] - top[column]));
            float right = top[column + 1] + (down * (bottom[column + 1] - top[column + 1]));
            values[i] = left + (across * (right - left));
        }
    }

    /// <summary>True where the field stays below −<paramref name="distance"/> µm over a whole rectangle, µm.</summary>
    public bool IsFarFrom((double X, double Y, double Width, double Height) area, float distance)
    {
        if (_values is null)
        {
            return true;
        }

        (int left, _) = Grid.Locate(area.X, Grid.Columns);
        (int right, _) = Grid.Locate(area.X + area.Width, Grid.Columns);
        (int top, _) = Grid.Locate(area.Y, Grid.Rows);
        (int bottom, _) = Grid.Locate(area.Y + area.Height, Grid.Rows);
        for (int row = top; row <= bottom + 1; row++)
        {
            ReadOnlySpan<float> nodes = _values.AsSpan((row * Grid.Columns) + left, right - left + 2);
            if (System.Numerics.Tensors.TensorPrimitives.Max(nodes) > -distance)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Direction in which the field rises most, a unit vector (zero where it is flat).</summary>
    public (double X, double Y) Slope(double x, double y)
    {
        double h = Grid.Pitch;
        double dx = At(x + h, y) - At(x - h, y), dy = At(x, y + h) - At(x, y - h);
        double length = Math.Sqrt((dx * dx) + (dy * dy));
        return length < 1e-9 ? (0, 0) : (dx / length, dy / length);
    }
}
