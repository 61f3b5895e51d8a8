using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>The labels of a predicted picture, H × W bytes, and how many windows it took.</summary>
/// <param name="Windows">How many windows cover the picture.</param>
/// <param name="SkippedWindows">How many of them held only glass and were left out.</param>
public sealed record PredictedPicture(Raster<byte> Labels, int Windows, int SkippedWindows);
