using System.Text.Json.Serialization;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>Everything that decides a drawn marrow section; the same settings give the same bytes.</summary>
public sealed record SectionPhantomOptions
{
    // Shares are met to about two points.
    private const double MostTaken = 0.98;

    // Every vacuole is laid out before the first pixel is drawn.
    private const double MostSquareMillimeters = 10_000;

    /// <summary>Size of the picture in pixels; each side 1…200,000.</summary>
    public PixelSize Size
    {
        get;
        init => field = value is { Width: >= 1 and <= 200_000, Height: >= 1 and <= 200_000 }
            ? value
            : throw new ArgumentException($"a phantom is 1 to 200,000 pixels wide and high, got {value}");
    } = new(1200, 1200);

    /// <summary>Haematopoietic area in per cent of haematopoietic and fat, 0…100.</summary>
    public double CellularityPercent { get; init => field = Within(value, 0, 100, "the cellularity in per cent"); } = 50;

    /// <summary>Decides where everything lies; another seed is another section.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Resolution, µm per pixel, 0.1…30; 0.5 is a 20× scan. Above 1 the section is drawn finer and averaged.</summary>
    public double MicrometersPerPixel { get; init => field = Within(value, 0.1, 30, "microns per pixel"); } = 0.5;

    /// <summary>Share of the picture that is empty slide around the tissue, 0…0.9.</summary>
    public double GlassShare { get; init => field = Within(value, 0, 0.9, "the glass share"); } = 0.10;

    /// <summary>Share of the picture that is trabecular bone, 0…0.6.</summary>
    public double BoneShare { get; init => field = Within(value, 0, 0.6, "the bone share"); } = 0.08;

    /// <summary>Share of the picture that is retraction clefts, most of them along bone, 0…0.3.</summary>
    public double CleftShare { get; init => field = Within(value, 0, 0.3, "the cleft share"); } = 0.03;

    /// <summary>Share of the picture that is sinusoids and vessels, 0…0.3.</summary>
    public double VesselShare { get; init => field = Within(value, 0, 0.3, "the vessel share"); } = 0.02;

    /// <summary>0 draws the standard look; up to 1 the look (stains, densities, sizes) and the disturbances vary ever more with the seed.</summary>
    public double Variety { get; init => field = Within(value, 0, 1, "the variety"); }

    /// <summary>Standard deviation of the defocus, pixels, 0…8. Leaves the truth as it is, as do all settings below down to <see cref="IsGray"/>.</summary>
    public double Blur { get; init => field = Within(value, 0, 8, "the blur in pixels"); }

    /// <summary>Standard deviation of the camera noise, grey levels, 0…40.</summary>
    public double Noise { get; init => field = Within(value, 0, 40, "the noise in grey levels"); }

    /// <summary>Colour cast, −1 (bluish) … 1 (yellowish); ±1 moves red and blue apart by about a quarter.</summary>
    public double Cast { get; init => field = Within(value, -1, 1, "the cast"); }

    /// <summary>Uneven light, 0…1: by how much the darkest place is dimmed.</summary>
    public double Uneven { get; init => field = Within(value, 0, 1, "the uneven light"); }

    /// <summary>Exponent of the light, 0.4…2.5; above 1 darkens.</summary>
    public double Gamma { get; init => field = Within(value, 0.4, 2.5, "gamma"); } = 1;

    /// <summary>Contrast about mid grey, 0.4…1.6.</summary>
    public double Contrast { get; init => field = Within(value, 0.4, 1.6, "the contrast"); } = 1;

    /// <summary>Factor on both stains, 0.3…2.</summary>
    public double StainStrength { get; init => field = Within(value, 0.3, 2, "the stain strength"); } = 1;

    /// <summary>Turns both stain colours, −1 (bluer) … 1 (redder).</summary>
    public double StainHue { get; init => field = Within(value, -1, 1, "the stain hue"); }

    /// <summary>Compresses in 8×8 blocks like a JPEG of this quality, 5…100; 0 leaves it out.</summary>
    public int BlockQuality
    {
        get;
        init => field = value is 0 or (>= 5 and <= 100)
            ? value
            : throw new ArgumentException($"the block quality must lie in 5…100, or be 0 for none, got {value}");
    }

    /// <summary>Grey in all three channels instead of colour.</summary>
    public bool IsGray { get; init; }

    /// <summary>A stroke of felt pen across the section; what lies under it is excluded.</summary>
    public bool HasPen { get; init; }

    /// <summary>
    /// Largest tint of a vacuole's inside as a share of the light that it takes away, 0…0.4; each vacuole takes its own share of it.
    /// Poorly cleared fat looks so. Leaves the truth as it is.
    /// </summary>
    public double LumenTint { get; init => field = Within(value, 0, 0.4, "the lumen tint"); }

    /// <summary>Number of folds, 0…8, along which the tissue lies twice; they are excluded.</summary>
    public int Folds
    {
        get;
        init => field = value is >= 0 and <= 8 ? value : throw new ArgumentException($"the number of folds must lie in 0…8, got {value}");
    }

    /// <summary>What single settings cannot tell.</summary>
    /// <exception cref="ArgumentException">Nothing would be left for marrow, or the section is too wide to be laid out.</exception>
    public SectionPhantomOptions Checked()
    {
        double taken = GlassShare + BoneShare + CleftShare + VesselShare, area = (double)Size.Area * MicrometersPerPixel * MicrometersPerPixel / 1e6;
        return taken > MostTaken ? throw new ArgumentException($"glass, bone, clefts and vessels take {taken:0.##} of the section, at most {MostTaken} may be taken from the marrow")
            : area > MostSquareMillimeters ? throw new ArgumentException($"a section of {Size} pixels of {MicrometersPerPixel} µm measures {area:0} mm², at most {MostSquareMillimeters} can be drawn")
            : this;
    }

    /// <summary>Light that falls off evenly across the picture, 0…0.5: by how much the far side is dimmer. The direction follows from the seed. Leaves the truth as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double LightSlope { get; init => field = Within(value, 0, 0.5, "the slope of the light"); }

    /// <summary>Number of crumbs of tissue, 0…100, at most 50 µm across or so, that lie loose on the glass; they count as glass.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LooseCrumbs
    {
        get;
        init => field = value is >= 0 and <= 100 ? value : throw new ArgumentException($"the number of loose crumbs must lie in 0…100, got {value}");
    }

    /// <summary>Share of the vacuoles, 0…1, that have no membrane where the glass cuts them: fat and glass lie open to each other there. The more, the more vacuoles lie at bone and gaps, too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double OpenRim { get; init => field = Within(value, 0, 1, "the share of open vacuoles"); }

    /// <summary>The glass lies around a rectangle with straight sides that cut whatever is there, as around a field that was cut out and pasted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCutOut { get; init; }

    /// <summary>By how much of its stain bone is paler than usual, 0…0.95. Leaves the truth as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double BonePallor { get; init => field = Within(value, 0, 0.95, "the bone's pallor"); }

    /// <summary>Share of the septa between touching vacuoles, 0…1, that are torn: the vacuoles run together, stubs stay. Leaves the truth as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double TornSepta { get; init => field = Within(value, 0, 1, "the share of torn septa"); }

    /// <summary>Share of the vacuoles, 0…1, in which nuclei or shreds of membrane lie. Leaves the truth as it is: they count as fat.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Debris { get; init => field = Within(value, 0, 1, "the share of vacuoles with debris"); }

    private static double Within(double value, double low, double high, string name) =>
        value >= low && value <= high ? value : throw new ArgumentException($"{name} must lie in {low}…{high}, got {value}");
}
