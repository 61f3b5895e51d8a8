using System.Text;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Draws SVG text as a picture (through librsvg).</summary>
public static class Svg
{
    private const int RowsAtOnce = 32;

    /// <summary>Loads what drawing needs, libraries and fonts, so that the first drawing does not wait for them.</summary>
    public static void Prepare() =>
        ToRgb("""<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><text x="1" y="7" font-family="DejaVu Sans" font-size="6">m</text></svg>""", 1);

    /// <summary>Renders to PNG bytes.</summary>
    /// <param name="svg">A whole SVG document.</param>
    /// <param name="scale">Pixels per SVG unit, over 0 and at most 16.</param>
    /// <exception cref="ArgumentException">The text is not an SVG document.</exception>
    public static unsafe byte[] ToPng(string svg, double scale)
    {
        ArgumentNullException.ThrowIfNull(svg);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 16);
        byte[] bytes = Encoding.UTF8.GetBytes(svg);
        fixed (byte* pinned = bytes)
        {
            try
            {
                using VipsImage image = VipsImage.Decode(pinned, bytes.Length, "svgload", load => load.With("scale", scale));
                using VipsOperation save = new("pngsave_target");
                return image.Encode(save.With("strip", "true").With("compression", 3));
            }
            catch (VipsException failure)
            {
                throw new ArgumentException($"the SVG text cannot be drawn: {failure.Message}", nameof(svg), failure);
            }
        }
    }

    /// <summary>Renders to RGB over white.</summary>
    /// <inheritdoc cref="ToPng"/>
    public static unsafe Raster<byte> ToRgb(string svg, double scale)
    {
        ArgumentNullException.ThrowIfNull(svg);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 16);
        byte[] bytes = Encoding.UTF8.GetBytes(svg);
        fixed (byte* pinned = bytes)
        {
            try
            {
                using VipsImage image = VipsImage.Decode(pinned, bytes.Length, "svgload", load => load.With("scale", scale));
                Raster<byte> picture = new(image.Width, image.Height, 3);
                byte[] samples = new byte[checked(Math.Min(RowsAtOnce, image.Height) * image.Width * image.Bands)];
                for (int y = 0; y < image.Height; y += RowsAtOnce)
                {
                    int rows = Math.Min(RowsAtOnce, image.Height - y), length = rows * image.Width;
                    image.Fetch(0, y, image.Width, rows, samples);
                    // At a scale that is no whole number, the ground does not reach all of the outermost pixels.
                    SampleConversion.ToBytes(samples.AsSpan(0, length * image.Bands), image.Bands, wide: false, picture.Samples.AsSpan(y * image.Width * 3, length * 3));
                }

                return picture;
            }
            catch (VipsException failure)
            {
                throw new ArgumentException($"the SVG text cannot be drawn: {failure.Message}", nameof(svg), failure);
            }
        }
    }
}
