using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>What a window's segmentation gives, at working size.</summary>
/// <param name="Size">Width and height in working pixels.</param>
/// <param name="Compartments">One <see cref="Compartment"/> a pixel.</param>
/// <param name="Vacuoles">The vacuole of each pixel; 0 for none.</param>
/// <param name="Hills">Measures by label.</param>
internal sealed record WindowLabels(PixelSize Size, byte[] Compartments, LabelMap Vacuoles, Hill[] Hills);
