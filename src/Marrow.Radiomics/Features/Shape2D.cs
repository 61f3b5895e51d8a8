namespace Marrow.Radiomics;

/// <summary>
/// Size and form of a region in one plane. The outline is the marching-squares contour through the midpoints between inside and outside
/// pixels; two pixels that touch only at a corner are cut apart (as pyradiomics' contour table does).
/// λ₁ ≥ λ₂: eigenvalues of the covariance of the pixel centres, divided by N.
/// </summary>
internal static class Shape2D
{
    public static IReadOnlyList<FeatureDefinition> Definitions { get; } =
    [
        Define("Elongation", "√(λ₂/λ₁)", "the region is a single pixel, without axes"),
        Define("MajorAxisLength", "4·√λ₁"),
        Define("MaximumDiameter", "greatest distance between two points of the outline"),
        Define("MeshSurface", "A = area inside the outline"),
        Define("MinorAxisLength", "4·√λ₂"),
        Define("Perimeter", "P = length of the outline, holes included"),
        Define("PerimeterSurfaceRatio", "P / A"),
        Define("PixelSurface", "N · pixel area"),
        Define("Sphericity", "2·√(π·A) / P"),
    ];

    /// <summary>The features in the order of <see cref="Definitions"/>; NaN where undefined.</summary>
    /// <param name="plane">A plane with at least one pixel inside.</param>
    public static double[] Measure(RegionPlane plane, PixelSpacing spacing)
    {
        var outline = Outline.Of(plane, spacing);
        (double major, double minor) = PrincipalAxes.Of(plane, spacing);
        return
        [
            major > 0 ? Math.Sqrt(minor / major) : double.NaN, 4 * Math.Sqrt(major), outline.Diameter, outline.Area,
            4 * Math.Sqrt(minor), outline.Perimeter, outline.Perimeter / outline.Area, plane.Count * spacing.X * spacing.Y,
            2 * Math.Sqrt(Math.PI * outline.Area) / outline.Perimeter,
        ];
    }

    private static FeatureDefinition Define(string name, string formula, string undefined = "") =>
        new(FeatureFamily.Shape2D, name, "", formula, undefined);
}
