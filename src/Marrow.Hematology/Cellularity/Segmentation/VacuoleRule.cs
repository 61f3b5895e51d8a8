namespace Marrow.Hematology.Segmentation;

/// <summary>Tells vacuoles from clefts, gaps and glass by size and shape.</summary>
internal static class VacuoleRule
{
    // Sizes in µm: adipocytes are 20 to 150 across; sections cut them anywhere, so the visible part may be less.
    private const double LeastRadius = 6, LargestRadius = 90;

    private const double LeastSolidity = 0.78, LeastFill = 0.30, GlassShare = 0.30;

    // A part cut off at a neck has to look more like a vacuole than one that membranes bound.
    private const double LeastPartRadius = 9, LeastPartSolidity = 0.88, LeastPartFill = 0.45;

    /// <summary>True for a vacuole bounded by walls and membranes.</summary>
    public static bool Holds(Hill hill, Scene scene) =>
        Fits(hill, scene, (Math.Max(1, scene.Length(LeastRadius)), LeastSolidity, LeastFill));

    /// <summary>True for a vacuole that is open to others at its necks.</summary>
    public static bool HoldsForPart(Hill hill, Scene scene) =>
        Fits(hill, scene, (Math.Max(1.5, scene.Length(LeastPartRadius)), LeastPartSolidity, LeastPartFill));

    /// <summary>True where the object is as thick as a vacuole, whatever its shape.</summary>
    public static bool IsThick(Hill hill, Scene scene) => hill.Area > 0 && Math.Sqrt(hill.DepthSquared) >= scene.Length(LeastPartRadius);

    private static bool Fits(Hill hill, Scene scene, (double Radius, double Solidity, double Fill) least)
    {
        if (hill.Area == 0)
        {
            return false;
        }

        double depth = Math.Sqrt(hill.DepthSquared), largest = scene.Length(LargestRadius);
        return depth >= least.Radius
            && depth <= largest
            && hill.Area <= Math.PI * largest * largest
            && 2.0 * hill.Area / hill.HullArea2 >= least.Solidity
            && Math.PI * depth * depth / hill.Area >= least.Fill
            && hill.GlassSides <= GlassShare * Math.Max(1, hill.Sides);
    }
}
