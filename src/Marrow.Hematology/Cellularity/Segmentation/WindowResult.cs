using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>What one window contributes: the labels of its core, and what is counted of them.</summary>
/// <param name="Core">In level-0 pixels.</param>
/// <param name="Labels">One <see cref="Compartment"/> for each pixel of the core, kept as runs.</param>
/// <param name="Vacuoles">Those whose first pixel lies in the core.</param>
/// <param name="Tally">Counts of the core's pixels.</param>
internal sealed record WindowResult(PixelRectangle Core, LabelRows Labels, IReadOnlyList<Vacuole> Vacuoles, Tally Tally)
{
    /// <summary>A window none of whose core is analysed.</summary>
    public static WindowResult Outside(PixelRectangle core)
    {
        var tally = new Tally();
        tally.Add((int)Compartment.Outside, 0, core.Size.Area);
        return new WindowResult(core, LabelRows.Of(new byte[core.Size.Area], core.Size), [], tally);
    }
}
