using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>What one window contributes: the labels of its core, and what is counted of them.</summary>
/// <param name="Core">In level-0 pixels.</param>
/// <param name="Labels">One <see cref="Compartment"/> for each pixel of the core, row by row.</param>
/// <param name="Vacuoles">Those whose first pixel lies in the core.</param>
/// <param name="Tally">Counts of the core's pixels.</param>
internal sealed record WindowResult(PixelRectangle Core, byte[] Labels, IReadOnlyList<Vacuole> Vacuoles, Tally Tally);
