namespace Marrow.Hematology.Segmentation;

/// <summary>Tells vacuoles from clefts, gaps and glass by size and shape.</summary>
internal static class VacuoleRule
{
    // Sizes in µm: adipocytes are 20 to 150 across; sections cut them anywhere, so the visible part may be less.
    private const double LeastRadius = 6, LargestRadius = 90;

    private const double LeastSolidity = 0.80, LeastAxisRatio = 0.30;

    // A part cut off at a neck has to look more like a vacuole than one that membranes bound.
    private const double LeastPartRadius = 9, LeastPartSolidity = 0.86, LeastPartAxisRatio = 0.40;

    // Vacuoles that have run together without a neck are told from clefts by their thickness; their shape may be poor.
    private const double LeastClusterRadius = 12, LeastClusterSolidity = 0.65;

    // Open to glass over this share of its diameter, an object is a bay of the glass.
    private const double BayShare = 0.5;

    /// <summary>True for a vacuole bounded by walls and membranes.</summary>
    public static bool Holds(Hill hill, Scene scene) =>
        Fits(hill, scene, (Math.Max(1, scene.Length(LeastRadius)), LeastSolidity, LeastAxisRatio));

    /// <summary>True for a vacuole that is open to others at its necks.</summary>
    public static bool HoldsForPart(Hill hill, Scene scene) =>
        Fits(hill, scene, (Math.Max(1.5, scene.Length(LeastPartRadius)), LeastPartSolidity, LeastPartAxisRatio))
        || Fits(hill, scene, (scene.Length(LeastClusterRadius), LeastClusterSolidity, LeastPartAxisRatio));

    /// <summary>True where the object is as thick as a vacuole, whatever its shape.</summary>
    public static bool IsThick(Hill hill, Scene scene) => hill.Area > 0 && hill.Axes.Minor >= 2 * scene.Length(LeastPartRadius);

    /// <summary>True where so many of an object's sides lie open to glass that it belongs to it.</summary>
    public static bool IsBay(Hill hill, int glassSides) => hill.Area > 0 && glassSides > BayShare * hill.Diameter;

    private static bool Fits(Hill hill, Scene scene, (double Radius, double Solidity, double AxisRatio) least)
    {
        if (hill.Area == 0)
        {
            return false;
        }

        (double minor, double major) = hill.Axes;
        double largest = scene.Length(LargestRadius);
        return minor >= 2 * least.Radius
            && hill.Area <= Math.PI * largest * largest
            && minor >= least.AxisRatio * major
            && hill.Solidity >= least.Solidity;
    }
}
