using System.Globalization;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>What stands below the overlay: a swatch for each compartment, the numbers, and a scale bar where the scale is known.</summary>
/// <param name="Numbers">One line of text.</param>
/// <param name="CellMicrometers">µm along one overlay pixel; null where the resolution is unknown.</param>
internal sealed record OverlayLegend(string Numbers, double? CellMicrometers)
{
    private const double Height = 84;
    private const int NarrowestPixels = 720;

    /// <summary>The strip's size: at least as wide as the picture above and never narrower than its own text.</summary>
    public static PixelSize SizeBelow(int pictureWidth)
    {
        int width = Math.Max(pictureWidth, NarrowestPixels);
        return new PixelSize(width, (int)((Height * ScaleOf(width)) + 0.5));
    }

    /// <summary>The strip as RGB, of the size that <see cref="SizeBelow"/> says.</summary>
    /// <param name="means">The slide's mean colour in each compartment, by label.</param>
    public Raster<byte> Draw(int pictureWidth, IReadOnlyList<RgbColor> means)
    {
        PixelSize size = SizeBelow(pictureWidth);
        (int width, double scale) = (size.Width, ScaleOf(size.Width));
        SvgDrawing drawing = new(width / scale, Height);
        double x = 16;
        foreach (Compartment compartment in CompartmentColors.Drawn)
        {
            x = DrawEntry(drawing, x, compartment, means[(int)compartment]);
        }

        TextStyle note = new(10, Color: ChartColors.Muted);
        drawing.Text((16, 54), new TextStyle(13, Bold: true).Shorten(Numbers, drawing.Width - 32), new TextStyle(13, Bold: true));
        drawing.Text((16, 73), "Fill: 45 % of the compartment's colour over the slide; swatches show it over the compartment's mean colour. Borders: full colour.", note);
        DrawScaleBar(drawing, scale);
        Raster<byte> strip = Svg.ToRgb(drawing.ToSvg(), scale);
        return strip.Size == size ? strip : Fit(strip, size);
    }

    private static double DrawEntry(SvgDrawing drawing, double x, Compartment compartment, RgbColor mean)
    {
        RgbColor color = CompartmentColors.Of(compartment);
        drawing.Rectangle(new ChartArea(x, 13, 26, 16), color.Hex);
        drawing.Rectangle(new ChartArea(x + 2, 15, 22, 12), CompartmentColors.Blend(color, mean).Hex);
        TextStyle style = new(12);
        string name = CompartmentColors.NameOf(compartment);
        drawing.Text((x + 32, 25.5), name, style);
        return x + 32 + style.WidthOf(name) + 20;
    }

    private void DrawScaleBar(SvgDrawing drawing, double scale)
    {
        if (CellMicrometers is not { } cell)
        {
            return;
        }

        double micrometersPerUnit = cell * scale, room = drawing.Width * 0.18 * micrometersPerUnit;
        double power = Math.Pow(10, Math.Floor(Math.Log10(room))), digit = room / power;
        double length = (digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power, width = length / micrometersPerUnit, left = drawing.Width - 16 - width;
        string label = length >= 1000 ? $"{(length / 1000).ToString("0.##", CultureInfo.InvariantCulture)} mm" : $"{length.ToString("0.##", CultureInfo.InvariantCulture)} µm";
        drawing.Rectangle(new ChartArea(left, 26, width, 4), ChartColors.Ink);
        drawing.Text((left + (width / 2), 21), label, new TextStyle(12, TextAnchor.Middle));
    }

    private static double ScaleOf(int width) => Math.Clamp(width / 1100.0, 0.8, 4);

    // Rounding may leave the strip a pixel off.
    private static Raster<byte> Fit(Raster<byte> strip, PixelSize size)
    {
        Raster<byte> fitted = new(size.Width, size.Height, 3);
        fitted.Samples.AsSpan().Fill(255);
        for (int y = 0; y < Math.Min(size.Height, strip.Height); y++)
        {
            strip.Row(y)[..(Math.Min(size.Width, strip.Width) * 3)].CopyTo(fitted.Row(y));
        }

        return fitted;
    }
}
