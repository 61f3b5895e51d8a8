using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>How a picture was predicted.</summary>
/// <param name="Size">Of the picture in pixels.</param>
/// <param name="Windows">How many windows cover it.</param>
/// <param name="SkippedWindows">How many of them held only glass and were left out.</param>
public sealed record PredictedWindows(PixelSize Size, int Windows, int SkippedWindows);
