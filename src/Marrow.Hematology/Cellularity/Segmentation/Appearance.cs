using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// How this slide looks: everything later is judged relative to it, so that brightness, contrast, gamma, cast and stain drop out.
/// Brightness is a weighted sum of the channels, each relative to the slide's own white, in which white is 230.
/// </summary>
internal sealed record Appearance
{
    /// <summary>The brightness of the slide's white.</summary>
    public const double White = 230;

    // A bright-field picture whose brightest areas are darker than this was taken without light.
    private const int LeastWhite = 24;

    // Green tells stain from none best (haematoxylin and eosin both absorb it most), red and blue steady it.
    private const double RedShare = 0.2, GreenShare = 0.6, BlueShare = 0.2;

    public required ChannelWeights Brightness { get; init; }

    public required Illumination Light { get; init; }

    /// <summary>The slide's white, as RGB.</summary>
    public required RgbColor WhiteColor { get; init; }

    /// <summary>Typical brightness of what is not white.</summary>
    public required double Tissue { get; init; }

    /// <summary>Brightness of the darkest nuclei: the first percentile of what is not white.</summary>
    public required double Dark { get; init; }

    /// <summary>True where a smooth bright area shows what white is; else the brightest pixels stand in for it.</summary>
    public required bool IsWhiteSeen { get; init; }

    /// <summary>What the contrast is at least, where typical tissue is hardly darker than white because nearly all of it is membranes.</summary>
    public double LeastContrast { get; init; }

    public double Contrast => Math.Max(White - Tissue, LeastContrast);

    /// <summary>From the darkest nuclei to white.</summary>
    public double Range => White - Dark;

    /// <summary>False where the picture is one colour but for noise, or where there was no light: nothing can be told apart.</summary>
    public bool HasContrast => Contrast >= 12 && Luma.Gray(WhiteColor.R, WhiteColor.G, WhiteColor.B) >= LeastWhite;

    /// <summary>Brighter is candidate fat or glass: two fifths of the way from white to tissue.</summary>
    public double BrightLevel => White - (0.4 * Contrast);

    /// <summary>The grey level (OpenCV luma) that a brightness stands for.</summary>
    public double GreyOf(double brightness) =>
        brightness / White * Luma.Gray(WhiteColor.R, WhiteColor.G, WhiteColor.B);

    public static ChannelWeights WeightsFor(RgbColor white) =>
        new(Weight(RedShare, white.R), Weight(GreenShare, white.G), Weight(BlueShare, white.B));

    private static short Weight(double share, byte white) =>
        (short)Math.Min(short.MaxValue, Math.Round(share * White / Math.Max(1, (int)white) * 16384));
}
