namespace Marrow.Imaging;

/// <summary>How a text of a chart looks; the font is DejaVu Sans.</summary>
/// <param name="Size">Font size in user units.</param>
/// <param name="Rotation">Degrees clockwise about the text's position.</param>
public sealed record TextStyle(double Size = 11, TextAnchor Anchor = TextAnchor.Start, string Color = ChartColors.Ink, bool Bold = false, double Rotation = 0)
{
    /// <summary>True sets the text off from what lies under it by a white rim.</summary>
    public bool HasHalo { get; init; }

    /// <summary>The width that a text takes in DejaVu Sans, in user units; signs outside ASCII count as wide letters.</summary>
    public double WidthOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        double thousandths = 0;
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            thousandths += rune.Value is >= 32 and < 127 ? Advance[rune.Value - 32] : rune.Value < 0x300 ? 650 : 1000;
        }

        return thousandths / 1000 * Size * (Bold ? 1.1 : 1);
    }

    /// <summary>The text itself where it fits the width, else with its middle replaced by an ellipsis.</summary>
    public string Shorten(string text, double width)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (WidthOf(text) <= width)
        {
            return text;
        }

        System.Text.Rune[] runes = text.EnumerateRunes().ToArray();
        for (int kept = runes.Length - 1; kept > 1; kept--)
        {
            int head = (kept + 1) / 2;
            string shorter = string.Concat(runes[..head]) + "…" + string.Concat(runes[^(kept - head)..]);
            if (WidthOf(shorter) <= width)
            {
                return shorter;
            }
        }

        return "…";
    }

    /// <summary>Advance widths of DejaVu Sans Book for U+0020 … U+007E, in thousandths of the font size.</summary>
    private static readonly short[] Advance =
    [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
        636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
        1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
        603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
        500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
        635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ];
}
