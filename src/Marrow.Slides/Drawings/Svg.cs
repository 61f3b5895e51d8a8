using System.Text;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Draws SVG text as a picture (through librsvg), over white.</summary>
public static class Svg
{
    /// <summary>Loads what drawing needs, libraries and fonts, so that the first drawing does not wait for them.</summary>
    public static void Prepare() =>
        ToRgb("""<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><text x="1" y="7" font-family="DejaVu Sans" font-size="6">m</text></svg>""", 1);

    /// <summary>Renders to the bytes of a PNG in RGB.</summary>
    /// <param name="svg">A whole SVG document.</param>
    /// <param name="scale">Pixels per SVG unit, over 0 and at most 16.</param>
    /// <exception cref="ArgumentException">The text is not an SVG document, or states no size.</exception>
    public static byte[] ToPng(string svg, double scale)
    {
        using SvgPage page = Open(svg, scale);
        using MemoryStream png = new();
        using (RgbPngWriter writer = new(png, page.Size))
        {
            page.Draw((_, rgb) => writer.Append(rgb));
        }

        return png.ToArray();
    }

    /// <summary>Renders to RGB.</summary>
    /// <inheritdoc cref="ToPng"/>
    public static Raster<byte> ToRgb(string svg, double scale)
    {
        using SvgPage page = Open(svg, scale);
        Raster<byte> picture = new(page.Size.Width, page.Size.Height, 3);
        page.Draw((top, rgb) => rgb.CopyTo(picture.Samples.AsSpan(top * picture.Width * 3)));
        return picture;
    }

    private static SvgPage Open(string svg, double scale)
    {
        ArgumentNullException.ThrowIfNull(svg);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 16);
        return new SvgPage(Encoding.UTF8.GetBytes(svg), scale);
    }
}
