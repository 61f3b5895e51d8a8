using System.CommandLine;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary>The options that the subcommands of <c>stain</c> share, and the settings that they add up to.</summary>
internal static class StainSettings
{
    public static readonly Argument<string[]> Inputs = new("inputs") { Description = "Pictures, slides, or folders of them.", Arity = ArgumentArity.OneOrMore };
    public static readonly Option<StainMethod?> Method = new("--method") { Description = "macenko, reinhard, modifiedReinhard, vahadane or deconvolution (default: the reference's, else macenko)." };
    public static readonly Option<StainConvention?> Convention = new("--convention") { Description = "standard, or histolab to reproduce that library on single tiles (default: the reference's, else standard)." };
    public static readonly Option<StainPair?> Stains = new("--stains") { Description = "haematoxylinEosin, haematoxylinDab or giemsa (default: the reference's, else haematoxylinEosin)." };
    public static readonly Option<string?> Reference = new("--reference") { Description = "Reference made by marrow stain fit." };
    public static readonly Option<string?> Vectors = new("--vectors") { Description = "Colour deconvolution by the stain vectors of this reference (marrow stain fit) instead of published ones." };
    public static readonly Option<double> Alpha = new("--alpha") { Description = "Percentile of the angle taken as a pure stain.", DefaultValueFactory = _ => 1 };
    public static readonly Option<double> Beta = new("--beta") { Description = "Optical density from which a channel counts as stained.", DefaultValueFactory = _ => 0.15 };
    public static readonly Option<double?> TransmittedLight = new("--transmitted-light") { Description = "Level of empty glass (default: the reference's, else 240)." };
    public static readonly Option<bool> KeepBackground = new("--keep-background") { Description = "Leave background pixels byte-identical." };
    public static readonly Option<bool?> KeepResidual = new("--keep-residual") { Description = "Carry over (true) or drop (false) what the two stains do not explain (default: the reference's choice)." };
    public static readonly ThreadsOption Threads = new();
    public static readonly Option<string> Format = WordOption.Format("text", "json");

    /// <summary>The settings of a measurement; what is not said comes from the reference where there is one.</summary>
    public static StainOptions Measurement(ParseResult parse, StainStatistics? reference) => UsageException.Check(() => new StainOptions
    {
        Method = MethodOf(parse, reference),
        Vectors = VectorsOf(parse),
        Convention = parse.GetValue(Convention) ?? reference?.Convention ?? StainConvention.Standard,
        Stains = parse.GetValue(Stains) ?? reference?.Stains ?? StainPair.HaematoxylinEosin,
        TransmittedLight = parse.GetValue(TransmittedLight) ?? reference?.TransmittedLight ?? 240,
        Alpha = parse.GetValue(Alpha),
        Beta = parse.GetValue(Beta),
        KeepBackground = parse.GetValue(KeepBackground),
        KeepResidual = parse.GetValue(KeepResidual),
        Threads = Threads.Asked(parse) ?? 0,
    });

    private static StainMethod MethodOf(ParseResult parse, StainStatistics? reference)
    {
        bool isGiven = parse.GetValue(Vectors) is not null;
        return parse.GetValue(Method) is { } method && isGiven && method != StainMethod.Deconvolution
            ? throw new UsageException("--vectors are for the method deconvolution; other methods measure their own")
            : isGiven ? StainMethod.Deconvolution : parse.GetValue(Method) ?? reference?.Method ?? StainMethod.Macenko;
    }

    private static (StainVector, StainVector)? VectorsOf(ParseResult parse) =>
        parse.GetValue(Vectors) is not { } path ? null
        : StainReferenceFile.Read(path) is { First: { } first, Second: { } second } ? (first, second)
        : throw new SlideFormatException(path, "has no stain vectors; Reinhard's methods do without");

    public static StainStatistics? ReadReference(ParseResult parse) =>
        parse.GetValue(Reference) is { } path ? StainReferenceFile.Read(path) : null;

    /// <summary>Prints a run as it goes: results to stdout, reasons and failures to stderr.</summary>
    public static void Report(StainRunItem item)
    {
        Console.Error.WriteLine(item.Remark is { } remark ? $"marrow: {remark}" : $"{Path.GetFileName(item.Input)}: {string.Join(", ", item.Outputs)}");
    }

    /// <summary>Prints the whole run as JSON where asked, and answers with the code of the first failure.</summary>
    public static int Finish(ParseResult parse, IReadOnlyList<StainRunItem> items)
    {
        if (parse.GetValue(Format) == "json")
        {
            Console.Out.Write(StrictJson.Write(items));
        }
        else
        {
            int without = items.Count(item => item.Unchanged is not null && item.Outputs.Count == 0), failed = items.Count(item => item.Failure is not null);
            int unchanged = items.Count(item => item.Unchanged is not null) - without, done = items.Count - without - unchanged - failed;
            string more = without > 0 ? $", {without} without result" : "";
            Console.Out.WriteLine($"{Listing.Count(items.Count, "file")}: {done} done, {unchanged} unchanged{more}, {failed} failed");
        }

        return ExitCodes.OfBatch(items.Select(item => item.Cause));
    }
}
