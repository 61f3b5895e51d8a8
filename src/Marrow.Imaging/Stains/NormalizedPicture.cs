namespace Marrow.Imaging;

/// <summary>A picture brought to a reference.</summary>
/// <param name="Rgb">H × W × 3; the input's own bytes where <paramref name="Unchanged"/> says why.</param>
/// <param name="Source">What was measured of the input; null where nothing could be.</param>
/// <param name="Unchanged">Why the picture comes back as it was, or null.</param>
public sealed record NormalizedPicture(Raster<byte> Rgb, StainStatistics? Source, string? Unchanged);
