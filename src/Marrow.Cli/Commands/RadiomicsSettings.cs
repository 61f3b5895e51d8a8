using System.CommandLine;
using System.Globalization;
using Marrow.Hematology;
using Marrow.Imaging;
using Marrow.Radiomics;

namespace Marrow.Cli;

/// <summary>The settings of <c>marrow radiomics</c> as options of the command line.</summary>
internal static class RadiomicsSettings
{
    private static readonly Option<string> Grey = new("--grey") { Description = $"How colour becomes grey: {string.Join(", ", Names)}.", DefaultValueFactory = _ => "luma" };
    private static readonly Option<string?> Compatible = new("--compatible") { Description = "002: grey = floor(√(R²+G²+B²)) modulo 256, only to reproduce the published leukemia tables." };
    private static readonly Option<bool> LabelMap = new("--label-map") { Description = "Each mask value above 0 is a region of its own." };
    private static readonly Option<double> BinWidth = new("--bin-width") { Description = "Width of a grey-level bin.", DefaultValueFactory = _ => 25 };
    private static readonly Option<int?> BinNumber = new("--bin-count") { Description = "Number of bins from each region's minimum to its maximum, instead of a width." };
    private static readonly Option<string> Filters = new("--filters") { Description = "Image types, by commas: original, log:SIGMA, wavelet, square, squareroot, logarithm, exponential, gradient, lbp-2d.", DefaultValueFactory = _ => "original" };
    private static readonly Option<string?> Families = new("--families") { Description = $"Feature families, by commas: {string.Join(", ", FamilyNames)} (default: all but histogram)." };
    private static readonly Option<int> DependenceTolerance = new("--dependence-tolerance") { Description = "By how many levels a neighbour may differ and still be dependent (α of GLDM)." };
    private static readonly Option<int[]> Distances = new("--distances") { Description = "Neighbour distances in pixels.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1] };
    private static readonly Option<string> Aggregation = new("--aggregation") { Description = "2d-avg, 2d-comb, 2.5d-avg or 2.5d-comb (IBSI); they differ for stacks, avg and comb also for one picture.", DefaultValueFactory = _ => "2.5d-avg" };
    private static readonly Option<double?> Normalize = new("--normalize") { Description = "Rescale the picture to mean 0 and this standard deviation first." };
    private static readonly Option<double?> ClipOutliers = new("--clip-outliers") { Description = "With --normalize: set values farther from the mean than this many standard deviations to that distance." };
    private static readonly Option<string?> InterpolationName = new("--interpolation") { Description = "With --resample: nearest, linear or cubic-spline (default)." };
    private static readonly Option<double?> Resample = new("--resample") { Description = "New side of a pixel, in the unit of the spacing." };
    private static readonly Option<string?> Resegment = new("--resegment") { Description = "LOW:HIGH keeps only grey values in that range (LOW: has no upper end); add :sigma for standard deviations from the mean, :relative for parts of the maximum." };
    private static readonly Option<bool> IbsiExtras = new("--ibsi") { Description = "Add the features that IBSI defines and pyradiomics lacks." };
    private static readonly Option<double?> Mpp = new("--mpp") { Description = "Side of a pixel in µm; lengths and areas are then in µm and µm²." };
    private static readonly ThreadsOption Threads = new();

    private static IEnumerable<string> FamilyNames => Enum.GetNames<FeatureFamily>().Select(name => name.ToLowerInvariant());

    private static IEnumerable<string> Names => Enum.GetValues<GreyReductionKind>().Where(kind => kind != GreyReductionKind.Compatible002).Select(GreyReduction.Name);

    public static void AddTo(Command command)
    {
        foreach (Option option in (Option[])
                 [
                     Grey, Compatible, LabelMap, Families, BinWidth, BinNumber, Filters, Distances, DependenceTolerance, Aggregation, Normalize, ClipOutliers,
                     Resample, InterpolationName, Resegment, IbsiExtras, Mpp, Threads,
                 ])
        {
            command.Add(option);
        }
    }

    public static (RadiomicsInput Input, RadiomicsOptions Options) From(ParseResult parse) => UsageException.Check(() =>
    {
        var input = new RadiomicsInput
        {
            Grey = GreyOf(parse),
            IsLabelMap = parse.GetValue(LabelMap),
            Resolution = parse.GetValue(Mpp) is { } mpp ? new MicrometersPerPixel(mpp) : null,
        };
        var options = new RadiomicsOptions
        {
            BinWidth = parse.GetValue(BinWidth),
            BinCount = parse.GetValue(BinNumber),
            Filters = parse.GetValue(Filters)!.Split(',').Select(ImageFilter.Parse).ToArray(),
            Distances = parse.GetValue(Distances)!,
            Aggregation = AggregationOf(parse.GetValue(Aggregation)!),
            DependenceTolerance = parse.GetValue(DependenceTolerance),
            Normalization = NormalizationOf(parse),
            Resampling = ResamplingOf(parse),
            Resegmentation = parse.GetValue(Resegment) is { } range ? RangeOf(range) : null,
            IncludeIbsiExtras = parse.GetValue(IbsiExtras),
            Families = parse.GetValue(Families) is { } names ? FamiliesOf(names)
                : parse.GetValue(IbsiExtras) ? Enum.GetValues<FeatureFamily>() : new RadiomicsOptions().Families,
            Threads = Threads.Count(parse),
        };
        return (input, options);
    });

    private static GreyReductionKind GreyOf(ParseResult parse) => (parse.GetValue(Compatible), parse.GetValue(Grey)!) switch
    {
        ("002", _) => GreyReductionKind.Compatible002,
        ({ } other, _) => throw new ArgumentException($"--compatible knows 002, not {other}"),
        (null, var name) => Names.Contains(name)
            ? Enum.GetValues<GreyReductionKind>().First(kind => GreyReduction.Name(kind) == name)
            : throw new ArgumentException($"--grey knows {string.Join(", ", Names)}, not {name}"),
    };

    private static FeatureFamily[] FamiliesOf(string names) =>
    [
        .. names.Split(',').Select(name => FamilyNames.Contains(name)
            ? Enum.Parse<FeatureFamily>(name, ignoreCase: true)
            : throw new ArgumentException($"--families knows {string.Join(", ", FamilyNames)}, not {name}")).Distinct(),
    ];

    private static GreyNormalization? NormalizationOf(ParseResult parse) => (parse.GetValue(Normalize), parse.GetValue(ClipOutliers)) switch
    {
        ({ } scale, var limit) => new GreyNormalization { Scale = scale, ClipAtDeviations = limit },
        (null, null) => null,
        _ => throw new ArgumentException("--clip-outliers counts deviations of a normalized picture; give --normalize too"),
    };

    private static Resampling? ResamplingOf(ParseResult parse) => (parse.GetValue(Resample), parse.GetValue(InterpolationName)) switch
    {
        ({ } side, null or "cubic-spline") => new Resampling(side),
        ({ } side, "linear") => new Resampling(side, Interpolation.Linear),
        ({ } side, "nearest") => new Resampling(side, Interpolation.Nearest),
        (null, null) => null,
        (null, _) => throw new ArgumentException("--interpolation says how to resample; give --resample too"),
        (_, { } other) => throw new ArgumentException($"--interpolation knows nearest, linear and cubic-spline, not {other}"),
    };

    private static TextureAggregation AggregationOf(string name) => name switch
    {
        "2d-avg" => TextureAggregation.Average2D,
        "2d-comb" => TextureAggregation.Combined2D,
        "2.5d-avg" => TextureAggregation.Average25D,
        "2.5d-comb" => TextureAggregation.Combined25D,
        _ => throw new ArgumentException($"--aggregation knows 2d-avg, 2d-comb, 2.5d-avg and 2.5d-comb, not {name}"),
    };

    private static Resegmentation RangeOf(string text)
    {
        string[] parts = text.Split(':');
        ResegmentationMode? mode = parts.Length == 2 ? ResegmentationMode.Absolute : parts is [_, _, "sigma"] ? ResegmentationMode.Deviations
            : parts is [_, _, "relative"] ? ResegmentationMode.RelativeToMaximum : null;
        double high = double.PositiveInfinity;
        return mode is { } known && IsNumber(parts[0], out double low) && (parts[1].Length == 0 || IsNumber(parts[1], out high)) && low <= high
            ? new Resegmentation(low, parts[1].Length == 0 ? null : high, known)
            : throw new ArgumentException($"--resegment takes LOW:HIGH, LOW:HIGH:sigma or LOW:HIGH:relative, not {text}");
    }

    // A comma is no separator of thousands here.
    private static bool IsNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
