using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>The features of one region.</summary>
/// <param name="Label">The region's value in the label map; 1 for a mask.</param>
/// <param name="Box">Its bounding box in the picture that was measured.</param>
/// <param name="Values">One for each column.</param>
public sealed record RadiomicsRow(int Label, PixelRectangle Box, IReadOnlyList<FeatureValue> Values);
