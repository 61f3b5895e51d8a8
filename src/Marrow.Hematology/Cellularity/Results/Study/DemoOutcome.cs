namespace Marrow.Hematology;

/// <summary>The demonstration's section, its truth, and what was measured.</summary>
/// <param name="Picture">Full path of the drawn section.</param>
/// <param name="Truth">What was drawn.</param>
public sealed record DemoOutcome(string Picture, CompartmentCounts Truth, StudyOutcome Study)
{
    /// <summary>Name, measured and true value in per cent: cellularity, then the share of each compartment in the picture. Empty where the analysis failed.</summary>
    public IReadOnlyList<(string Name, double Measured, double True)> Comparison
    {
        get
        {
            if (Study.Rows[0].Document is not { } document)
            {
                return [];
            }

            PixelDocument pixels = document.Pixels;
            double Share(long of, long all) => 100.0 * of / all;
            return
            [
                ("cellularity", document.CellularityPercent, Truth.CellularityPercent!.Value),
                ("haematopoietic", Share(pixels.Haematopoietic, pixels.Analyzed), Share(Truth.Haematopoietic, Truth.Analyzed)),
                ("fat", Share(pixels.Fat, pixels.Analyzed), Share(Truth.Fat, Truth.Analyzed)),
                ("bone", Share(pixels.Bone, pixels.Analyzed), Share(Truth.Bone, Truth.Analyzed)),
                ("glass", Share(pixels.Glass, pixels.Analyzed), Share(Truth.Glass, Truth.Analyzed)),
                ("excluded", Share(pixels.Excluded, pixels.Analyzed), Share(Truth.Excluded, Truth.Analyzed)),
            ];
        }
    }
}
