namespace Marrow.Imaging;

/// <summary>A picture taken apart into its stains.</summary>
/// <param name="First">The first stain alone (haematoxylin, methylene blue) as it would look, H × W × 3.</param>
/// <param name="Second">The second stain alone (eosin, DAB), H × W × 3.</param>
/// <param name="Residual">What the two do not explain, H × W × 3; near the level of empty glass where they explain all.</param>
/// <param name="Concentrations">
/// H × W × 3: amounts of the first and second stain (in units of their vectors, negative where noise or another dye makes them so),
/// and the density along the direction across both.
/// </param>
public sealed record SeparatedStains(Raster<byte> First, Raster<byte> Second, Raster<byte> Residual, Raster<float> Concentrations);
