using System.Globalization;
using System.Text;

namespace Marrow.Slides;

/// <summary>Everything a slide says of itself, as <c>marrow info</c> prints it.</summary>
/// <param name="MicronsPerPixelX">Level-0 resolution, absent where the file does not state it.</param>
public sealed record SlideInfo(
    string Path,
    string Format,
    int Width,
    int Height,
    bool IsGray,
    int BitsPerSample,
    double? MicronsPerPixelX,
    double? MicronsPerPixelY,
    double? ObjectivePower,
    string Background,
    IReadOnlyList<SlideInfo.Level> Levels,
    IReadOnlyList<string> AssociatedImages,
    IReadOnlyDictionary<string, string> Properties)
{
    private const int LongestValue = 200;

    /// <summary>One stored size.</summary>
    public sealed record Level(int Width, int Height, double Downsample);

    /// <summary>Asks an open slide.</summary>
    public static SlideInfo Of(Slide slide)
    {
        ArgumentNullException.ThrowIfNull(slide);
        return new SlideInfo(
            slide.Path,
            slide.Format,
            slide.Size.Width,
            slide.Size.Height,
            slide.IsGray,
            slide.BitsPerSample,
            slide.Pitch?.X.Value,
            slide.Pitch?.Y.Value,
            slide.ObjectivePower,
            slide.Background.Hex,
            slide.Levels.Select(level => new Level(level.Size.Width, level.Size.Height, level.Downsample)).ToList(),
            slide.AssociatedImages,
            slide.Properties);
    }

    /// <summary>One line a fact; long property values are cut and say so.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Path}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  format      {Format}{(IsGray ? ", grey" : "")}{(BitsPerSample > 8 ? $", {BitsPerSample} bits a sample" : "")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  size        {Width}×{Height} pixels");
        text.AppendLine(CultureInfo.InvariantCulture, $"  resolution  {Resolution()}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  objective   {(ObjectivePower is { } power ? $"{power:0.##}×" : "not stated")}");
        for (int i = 0; i < Levels.Count; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  level {i,-5} {Levels[i].Width}×{Levels[i].Height}, downsample {Levels[i].Downsample:0.####}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"  associated  {(AssociatedImages.Count > 0 ? string.Join(", ", AssociatedImages) : "none")}");
        foreach ((string key, string value) in Properties)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {key} = {OneLine(value)}");
        }

        return text.ToString();
    }

    private string Resolution() => MicronsPerPixelX is { } x && MicronsPerPixelY is { } y
        ? string.Create(CultureInfo.InvariantCulture, $"{x:0.######} × {y:0.######} µm per pixel")
        : "not stated";

    private static string OneLine(string value)
    {
        string line = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestValue ? line : $"{line[..LongestValue]}… ({value.Length} characters)";
    }
}
