using System.CommandLine;
using System.Globalization;
using Marrow.Hematology;
using Marrow.Imaging;

namespace Marrow.Cli;

/// <summary><c>marrow phantom section</c>: a marrow section with its compartments.</summary>
internal static class PhantomSectionCommand
{
    private static readonly SectionPhantomOptions Default = new();

    private static readonly Option<double> Cellularity = Number("--cellularity", "Cellularity in per cent, 0 to 100.", Default.CellularityPercent);
    private static readonly Option<string> Size = new("--size") { Description = "WIDTHxHEIGHT in pixels.", DefaultValueFactory = _ => $"{Default.Size.Width}x{Default.Size.Height}" };
    private static readonly Option<long> Seed = new("--seed") { Description = "Another number draws another section.", DefaultValueFactory = _ => Default.Seed };
    private static readonly Option<double> Mpp = Number("--mpp", "Microns per pixel, 0.1 to 30.", Default.MicrometersPerPixel);
    private static readonly Option<double> Glass = Number("--glass", "Share of empty slide, 0 to 0.9.", Default.GlassShare);
    private static readonly Option<double> Bone = Number("--bone", "Share of bone, 0 to 0.6.", Default.BoneShare);
    private static readonly Option<double> Clefts = Number("--clefts", "Share of clefts, 0 to 0.3.", Default.CleftShare);
    private static readonly Option<double> Vessels = Number("--vessels", "Share of vessels, 0 to 0.3.", Default.VesselShare);
    private static readonly Option<double> Variety = Number("--variety", "How much looks and disturbances vary with the seed, 0 to 1.", Default.Variety);
    private static readonly Option<double> Blur = Number("--blur", "Defocus, standard deviation in pixels.", Default.Blur);
    private static readonly Option<double> Noise = Number("--noise", "Camera noise, standard deviation in grey levels.", Default.Noise);
    private static readonly Option<double> Cast = Number("--cast", "Colour cast, -1 bluish to 1 yellowish.", Default.Cast);
    private static readonly Option<double> Uneven = Number("--uneven", "Uneven light, 0 to 1.", Default.Uneven);
    private static readonly Option<double> Gamma = Number("--gamma", "Exponent of the light, 0.4 to 2.5.", Default.Gamma);
    private static readonly Option<double> Contrast = Number("--contrast", "Contrast about mid grey, 0.4 to 1.6.", Default.Contrast);
    private static readonly Option<double> Stain = Number("--stain", "Strength of both stains, 0.3 to 2.", Default.StainStrength);
    private static readonly Option<double> Hue = Number("--hue", "Hue of both stains, -1 bluer to 1 redder.", Default.StainHue);
    private static readonly Option<int> Blocks = new("--blocks") { Description = "Loss in 8x8 blocks like a JPEG of this quality, 5 to 100; 0 for none." };
    private static readonly Option<bool> Gray = new("--gray") { Description = "Grey instead of colour." };
    private static readonly Option<bool> Pen = new("--pen") { Description = "A stroke of felt pen." };
    private static readonly Option<int> Folds = new("--folds") { Description = "Number of folds, 0 to 8." };
    private static readonly Option<double> Tint = Number("--lumen-tint", "Largest tint of vacuoles' insides, 0 to 0.4.", Default.LumenTint);
    private static readonly Option<double> Slope = Number("--light-slope", "Light that falls off evenly across the picture, 0 to 0.5.", Default.LightSlope);
    private static readonly Option<int> Crumbs = new("--crumbs") { Description = "Number of loose crumbs of tissue on the glass, 0 to 100." };
    private static readonly Option<double> OpenRim = Number("--open-rim", "Share of vacuoles that lie open to the glass, 0 to 1.", Default.OpenRim);
    private static readonly Option<bool> CutOut = new("--cut-out") { Description = "A rectangle with straight sides on the glass." };
    private static readonly Option<double> Pallor = Number("--bone-pallor", "By how much of its stain bone is paler, 0 to 0.95.", Default.BonePallor);
    private static readonly Option<double> TornSepta = Number("--torn-septa", "Share of septa between touching vacuoles that are torn, 0 to 1.", Default.TornSepta);
    private static readonly Option<double> Debris = Number("--debris", "Share of vacuoles with nuclei or shreds of membrane in them, 0 to 1.", Default.Debris);
    private static readonly Option<string> Out = new("--out") { Description = "Folder for section, truth.png and truth.json.", Required = true };
    private static readonly Option<bool> Tiff = new("--tiff") { Description = "Write section.tif (pyramid, JPEG tiles, with resolution) instead of section.png." };
    private static readonly Option<string> Format = WordOption.Format("text", "json");

    public static Command Create() => new Command("section", "Draw a marrow section with exactly known compartments.")
    {
        Cellularity, Size, Seed, Mpp, Glass, Bone, Clefts, Vessels, Variety, Blur, Noise, Cast, Uneven, Gamma, Contrast, Stain, Hue, Blocks,
        Gray, Pen, Folds, Tint, Slope, Crumbs, OpenRim, CutOut, Pallor, TornSepta, Debris, Out, Tiff, Format,
    }.Does((parse, token) =>
    {
        SectionPhantomOptions options = Options(parse);
        string version = typeof(PhantomSectionCommand).Assembly.GetName().Version!.ToString(3);
        if (!parse.GetValue(Tiff) && options.Size.Area > SectionPhantomFiles.LargestPng)
        {
            throw new UsageException($"{options.Size} is more than {SectionPhantomFiles.LargestPng / 1_000_000} megapixels; add --tiff");
        }

        CompartmentCounts counts = SectionPhantomFiles.Write(options, parse.GetValue(Out)!, (parse.GetValue(Tiff), version), token);
        Console.Out.Write(parse.GetValue(Format) == "json" ? SectionPhantomFiles.Json(options, counts, version) : Text(counts));
        return ExitCodes.Good;
    });

    private static SectionPhantomOptions Options(ParseResult parse) => UsageException.Check(() => new SectionPhantomOptions
    {
        CellularityPercent = parse.GetValue(Cellularity),
        Size = ParseSize(parse.GetValue(Size)!),
        Seed = parse.GetValue(Seed),
        MicrometersPerPixel = parse.GetValue(Mpp),
        GlassShare = parse.GetValue(Glass),
        BoneShare = parse.GetValue(Bone),
        CleftShare = parse.GetValue(Clefts),
        VesselShare = parse.GetValue(Vessels),
        Variety = parse.GetValue(Variety),
        Blur = parse.GetValue(Blur),
        Noise = parse.GetValue(Noise),
        Cast = parse.GetValue(Cast),
        Uneven = parse.GetValue(Uneven),
        Gamma = parse.GetValue(Gamma),
        Contrast = parse.GetValue(Contrast),
        StainStrength = parse.GetValue(Stain),
        StainHue = parse.GetValue(Hue),
        BlockQuality = parse.GetValue(Blocks),
        IsGray = parse.GetValue(Gray),
        HasPen = parse.GetValue(Pen),
        Folds = parse.GetValue(Folds),
        LumenTint = parse.GetValue(Tint),
        LightSlope = parse.GetValue(Slope),
        LooseCrumbs = parse.GetValue(Crumbs),
        OpenRim = parse.GetValue(OpenRim),
        IsCutOut = parse.GetValue(CutOut),
        BonePallor = parse.GetValue(Pallor),
        TornSepta = parse.GetValue(TornSepta),
        Debris = parse.GetValue(Debris),
    }.Checked());

    private static PixelSize ParseSize(string text)
    {
        string[] sides = text.Split('x', 'X', '×');
        return sides.Length == 2
            && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            ? new PixelSize(width, height)
            : throw new ArgumentException($"a size is WIDTHxHEIGHT in pixels, got '{text}'");
    }

    private static string Text(CompartmentCounts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"haematopoietic {counts.Haematopoietic}  fat {counts.Fat}  bone {counts.Bone}  glass {counts.Glass}  excluded {counts.Excluded}\ncellularity {(counts.CellularityPercent is { } percent ? $"{percent:F3} %" : "undefined: no marrow was drawn")}\n");

    private static Option<double> Number(string name, string description, double standard) => new(name) { Description = description, DefaultValueFactory = _ => standard };
}
