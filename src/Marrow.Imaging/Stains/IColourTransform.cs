namespace Marrow.Imaging;

/// <summary>A map from each pixel's colour to another, the same for every pixel; safe from several threads.</summary>
internal interface IColourTransform
{
    /// <param name="source">R, G, B of whole pixels.</param>
    /// <param name="target">As long as the source; may not overlap it.</param>
    void Apply(ReadOnlySpan<byte> source, Span<byte> target);
}
