using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Reads a region of a slide as the three colours or, for a network of one channel, as grey.</summary>
internal static class SlideRows
{
    /// <exception cref="InvalidDataException">The network wants neither one nor three channels.</exception>
    public static Raster<byte> Read(Slide slide, int level, PixelRectangle area, int channels) => channels switch
    {
        3 => slide.Read(level, area),
        1 => Luma.Gray(slide.Read(level, area)),
        _ => throw new InvalidDataException($"the network wants {channels} channels; a slide gives 3 colours or grey"),
    };
}
