namespace Marrow.Hematology;

/// <summary>An ellipse of a nucleus, relative to the cell's centre, µm.</summary>
internal readonly record struct NuclearLobe(float X, float Y, float Long, float Short, float Cos, float Sin)
{
    public static NuclearLobe Of(double x, double y, (double Long, double Short) radii, double angle) =>
        new((float)x, (float)y, (float)radii.Long, (float)radii.Short, (float)Math.Cos(angle), (float)Math.Sin(angle));

    /// <summary>About the distance to the border, µm, negative inside.</summary>
    public float Distance(float x, float y)
    {
        float dx = x - X, dy = y - Y;
        float u = ((dx * Cos) + (dy * Sin)) / Long, v = ((dy * Cos) - (dx * Sin)) / Short;
        float d = MathF.Sqrt((u * u) + (v * v));
        return (d - 1) * MathF.Min(Long, Short);
    }
}

/// <summary>One cell to draw; lengths in µm, stains as amounts.</summary>
internal sealed record Cell
{
    public required float X { get; init; }

    public required float Y { get; init; }

    /// <summary>Radius of the cytoplasm; 0 for a bare nucleus.</summary>
    public float Cytoplasm { get; init; }

    public float CytoplasmHematoxylin { get; init; }

    public float CytoplasmEosin { get; init; }

    public float CytoplasmRedCell { get; init; }

    /// <summary>Width of the pale gap around the cell.</summary>
    public float Halo { get; init; }

    public NuclearLobe[] Lobes { get; init; } = [];

    public float NucleusHematoxylin { get; init; }

    /// <summary>How coarse the chromatin looks, 0 smooth … 0.6.</summary>
    public float Chromatin { get; init; }

    /// <summary>True in vessels, clefts and on glass, where the cell itself is the only tissue; false in marrow.</summary>
    public bool IsFloating { get; init; }

    /// <summary>True for what lies in bone.</summary>
    public bool IsInBone { get; init; }

    /// <summary>How far from the centre anything is drawn.</summary>
    public float Reach { get; init; }

    public float NucleusDistance(float x, float y)
    {
        float distance = float.MaxValue;
        foreach (NuclearLobe lobe in Lobes)
        {
            distance = MathF.Min(distance, lobe.Distance(x, y));
        }

        return distance;
    }
}
