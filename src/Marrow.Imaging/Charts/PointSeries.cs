namespace Marrow.Imaging;

/// <summary>Points of one kind, drawn as a curve or as dots; not finite points are left out.</summary>
public sealed record PointSeries(string Name, string Color, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>A point of the curve to be seen: a dot in a line chart.</summary>
    public (double X, double Y)? Mark { get; init; }

    // Without the runtime's own sequences, which would be compiled for pairs of numbers while the program runs.
    internal (double X, double Y)[] Finite
    {
        get
        {
            (double X, double Y)[] finite = new (double X, double Y)[Points.Count];
            int count = 0;
            for (int i = 0; i < finite.Length; i++)
            {
                (double x, double y) = Points[i];
                if (double.IsFinite(x) && double.IsFinite(y))
                {
                    finite[count++] = (x, y);
                }
            }

            return count == finite.Length ? finite : finite[..count];
        }
    }
}
