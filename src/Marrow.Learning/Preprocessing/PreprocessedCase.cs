using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>A case as the network sees it, and how to get back to the picture it came from.</summary>
/// <param name="Data">C × H × W scaled values, at the target spacing.</param>
/// <param name="Labels">H × W labels, −1 where the picture is black and unlabelled.</param>
/// <param name="OriginalSize">Of the picture as read.</param>
/// <param name="Crop">Where in the picture the data was cut out, before resampling.</param>
public sealed record PreprocessedCase(Planes Data, short[] Labels, PixelSize OriginalSize, PixelRectangle Crop);
