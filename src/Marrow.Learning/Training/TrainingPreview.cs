using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>A case as a training sees it at its end: the picture, the truth and the prediction side by side, the colours of the labels below.</summary>
public static class TrainingPreview
{
    private const int Gap = 8;

    /// <summary>Draws the three panels; background shows the picture.</summary>
    /// <param name="picture">H × W × 3.</param>
    /// <param name="truth">Of the same size.</param>
    /// <param name="predicted">Of the same size.</param>
    public static Raster<byte> Draw(Raster<byte> picture, LabelMap truth, LabelMap predicted, LabelTable labels)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(labels);
        Dictionary<int, (RgbColor Color, string Text)> colors = Colors(labels);
        (RgbColor, string)[] entries = [.. colors.Values];
        int panels = checked((3 * picture.Width) + (2 * Gap)), width = Math.Max(panels, PictureLegend.Width(entries));
        var drawn = new Raster<byte>(width, picture.Height + PictureLegend.Height, 3);
        drawn.Samples.AsSpan().Fill(255);
        LabelMap?[] maps = [null, truth, predicted];
        for (int panel = 0; panel < maps.Length; panel++)
        {
            Paint(drawn, panel * (picture.Width + Gap), picture, maps[panel], colors);
        }

        PictureLegend.Draw(width, entries).Samples.AsSpan().CopyTo(drawn.Samples.AsSpan(picture.Height * width * 3));
        return drawn;
    }

    private static void Paint(Raster<byte> drawn, int left, Raster<byte> picture, LabelMap? map, Dictionary<int, (RgbColor Color, string Text)> colors)
    {
        for (int y = 0; y < picture.Height; y++)
        {
            Span<byte> target = drawn.Row(y).Slice(left * 3, picture.Width * 3);
            picture.Row(y).CopyTo(target);
            for (int x = 0; map is not null && x < picture.Width; x++)
            {
                if (colors.TryGetValue(map[x, y], out (RgbColor Color, string Text) paint))
                {
                    (target[x * 3], target[(x * 3) + 1], target[(x * 3) + 2]) = (paint.Color.R, paint.Color.G, paint.Color.B);
                }
            }
        }
    }

    // Labels of a picture are numbers even where the network answers in regions.
    private static Dictionary<int, (RgbColor Color, string Text)> Colors(LabelTable labels)
    {
        var colors = labels.Labels.Where(label => label != 0)
            .ToDictionary(label => label, label => (Parse(ChartColors.Series(label - 1)), labels.NameOf(label)));
        if (labels.IgnoreLabel is { } ignored)
        {
            colors[ignored] = (Parse(ChartColors.Muted), "ignored");
        }

        return colors;
    }

    private static RgbColor Parse(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex[1..]);
        return new RgbColor(bytes[0], bytes[1], bytes[2]);
    }
}
