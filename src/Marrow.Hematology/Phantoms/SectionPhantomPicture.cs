using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>A drawn marrow section and what each of its pixels is.</summary>
/// <param name="Rgb">H × W × 3, 8-bit, red, green, blue.</param>
/// <param name="Compartments">H × W values of <see cref="Compartment"/>: what covers the centre of each pixel.</param>
/// <param name="Counts">The pixels of <paramref name="Compartments"/>, counted.</param>
public sealed record SectionPhantomPicture(Raster<byte> Rgb, Raster<byte> Compartments, CompartmentCounts Counts);
