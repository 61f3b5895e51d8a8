using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>
/// Measures cells as a hematologist would: size, nucleus to cytoplasm, form, lobes, chromatin, granules, colour.
/// Lengths and areas are in µm and µm² where the scale is known, else in pixels; the columns' names say which.
/// </summary>
public static class CellMorphometry
{
    /// <summary>What every column is, in order; UNIT stands for <c>um</c> or <c>px</c>.</summary>
    public static IReadOnlyList<(string Name, string Formula)> Definitions { get; } =
    [
        ("Area_UNIT2", "pixels of the cell times the area of a pixel"),
        ("EquivalentDiameter_UNIT", "diameter of the circle of that area"),
        ("Perimeter_UNIT", "length of the marching-squares outline"),
        ("Circularity", "4π · outline area / perimeter²: 1 for a circle"),
        ("Solidity", "outline area / area of its convex hull"),
        ("Elongation", "√(λ₂/λ₁): minor over major axis"),
        ("MeanRed", "mean red of the cell, 0 to 255"),
        ("MeanGreen", "mean green of the cell"),
        ("MeanBlue", "mean blue of the cell"),
        ("NucleusArea_UNIT2", "pixels of the nucleus times the area of a pixel"),
        ("NucleusEquivalentDiameter_UNIT", "diameter of the circle of the nucleus' area"),
        ("NucleusToCytoplasm", "nucleus area / (cell area − nucleus area)"),
        ("NucleusFraction", "nucleus area / cell area"),
        ("NucleusCircularity", "4π · outline area / perimeter² of the nucleus"),
        ("NucleusSolidity", "outline area / hull area of the nucleus: low for lobed and horseshoe nuclei"),
        ("NucleusLobes", "hills of the nucleus' depth map at least two fifths as deep as the deepest, parted from deeper ones by bridges of at most four fifths of their own depth (a pixel added to both); separate parts count each"),
        ("NucleusMeanRed", "mean red of the nucleus"),
        ("NucleusMeanGreen", "mean green of the nucleus"),
        ("NucleusMeanBlue", "mean blue of the nucleus"),
        ("ChromatinVariation", "standard deviation / mean of the optical density in the nucleus: clumped chromatin is high"),
        ("ChromatinEntropy", "GLCM JointEntropy of the optical density in the nucleus, 16 bins from its minimum to its maximum, in bits"),
        ("CytoplasmMeanRed", "mean red of the cell outside the nucleus"),
        ("CytoplasmMeanGreen", "mean green of the cell outside the nucleus"),
        ("CytoplasmMeanBlue", "mean blue of the cell outside the nucleus"),
        ("CytoplasmGranularity", "mean distance of luma from its mean over the 5×5 pixels of cytoplasm around, in grey levels"),
    ];

    /// <summary>Measures every label above 0.</summary>
    /// <param name="rgb">H × W × 3.</param>
    /// <param name="cells">Cells; each label one, nucleus and cytoplasm together.</param>
    /// <param name="nuclei">Nucleus pixels; those outside cells do not count. Null leaves the columns of nucleus and cytoplasm empty.</param>
    /// <param name="pitch">The scale; null measures in pixels.</param>
    /// <exception cref="ArgumentException">The sizes differ or the picture is not in colour.</exception>
    public static RadiomicsTable Measure(Raster<byte> rgb, LabelMap cells, Mask? nuclei, PixelPitch? pitch)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        ArgumentNullException.ThrowIfNull(cells);
        if (rgb.Size != cells.Size || (nuclei is not null && nuclei.Size != cells.Size))
        {
            throw new ArgumentException($"picture {rgb.Size}, cells {cells.Size} and nuclei {nuclei?.Size.ToString() ?? "none"} must have one size", nameof(cells));
        }

        GreyPicture density = GreyReduction.Reduce(rgb, GreyReductionKind.OpticalDensity), luma = GreyReduction.Reduce(rgb, GreyReductionKind.Luma);
        PixelSpacing spacing = pitch is null ? PixelSpacing.Pixel : new PixelSpacing(pitch.X.Value, pitch.Y.Value);
        string unit = pitch is null ? "px" : "um";
        RadiomicsRow[] rows = RegionCuts.Boxes(cells).Select(cell =>
        {
            CellParts parts = CellParts.Of(new CellPictures(rgb, density.Samples, luma.Samples), cells, nuclei, cell);
            return new RadiomicsRow(cell.Label, cell.Box, new CellMeasurement(parts, spacing).Values());
        }).ToArray();
        string[] columns = Definitions.Select(definition => $"cell_{definition.Name.Replace("UNIT", unit, StringComparison.Ordinal)}").ToArray();
        return new RadiomicsTable(columns, rows, density.Origin, new RadiomicsOptions { BinCount = CellMeasurement.ChromatinBins });
    }
}
