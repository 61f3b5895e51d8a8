using System.CommandLine;
using System.Globalization;
using Marrow.Hematology;
using Marrow.Imaging;

namespace Marrow.Cli;

/// <summary>What <c>cellularity</c> and <c>cellularity sweep</c> both take.</summary>
internal sealed class CellularityArguments
{
    private readonly Argument<string[]> _inputs = new("input") { Description = "Slides, pictures and folders.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _out = new("--out", "-o") { Description = "Folder for the results (default: marrow-results)." };
    private readonly Option<string> _region = new("--region") { Description = "Where marrow is looked for: auto (learned), classical (rules alone), whole, or a mask file of the slide's size.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string?> _model = new("--model") { Description = "Folder of the network for --region auto (default: the one that ships)." };
    private readonly Option<FatRule> _fat = new("--fat") { Description = "How fat is found: objects or percentile.", DefaultValueFactory = _ => FatRule.Objects };
    private readonly Option<double?> _mpp = new("--mpp") { Description = "Microns per pixel, where the file does not say or is wrong." };
    private readonly Option<string?> _roi = new("--roi") { Description = "Limits the analysis: x,y,w,h in level-0 pixels, or a GeoJSON file." };
    private readonly ThreadsOption _threads = new();

    public void AddTo(Command command)
    {
        command.Arguments.Add(_inputs);
        foreach (Option option in new Option[] { _out, _region, _model, _fat, _mpp, _roi, _threads })
        {
            command.Options.Add(option);
        }
    }

    public bool HasInputs(ParseResult parse) => parse.GetValue(_inputs) is { Length: > 0 };

    public string OutputFolder(ParseResult parse, string otherwise) => parse.GetValue(_out) ?? otherwise;

    /// <exception cref="UsageException">A value cannot be used.</exception>
    public CellularityStudyOptions Read(ParseResult parse) => new()
    {
        Inputs = parse.GetValue(_inputs) ?? [],
        OutputFolder = OutputFolder(parse, "marrow-results"),
        Settings = Settings(parse),
    };

    /// <summary>Bounds the thread pool; results do not depend on it.</summary>
    public void UseThreads(ParseResult parse)
    {
        if (_threads.Asked(parse) is { } threads)
        {
            ThreadPool.SetMinThreads(Math.Min(threads, Environment.ProcessorCount), 1);
            ThreadPool.SetMaxThreads(threads, 1000);
        }
    }

    public static DateOnly Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            ? date
            : throw new UsageException($"--date takes a day as yyyy-MM-dd, got '{text}'");

    private CellularityOptions Settings(ParseResult parse)
    {
        string region = parse.GetValue(_region)!;
        RegionSource source = region switch { "auto" => RegionSource.Auto, "classical" => RegionSource.Classical, "whole" => RegionSource.Whole, _ => RegionSource.Mask };
        if (source == RegionSource.Mask && !File.Exists(region))
        {
            throw new FileNotFoundException($"--region takes auto, classical, whole or a mask file, and there is no file '{region}'");
        }

        string? roi = parse.GetValue(_roi);
        PixelRectangle? rectangle = roi is null ? null : Rectangle(roi);
        return new CellularityOptions
        {
            Region = source,
            MaskPath = source == RegionSource.Mask ? region : null,
            ModelPath = parse.GetValue(_model) is { } model ? Path.GetFullPath(model) : null,
            Fat = parse.GetValue(_fat),
            MicrometersPerPixel = parse.GetValue(_mpp),
            RegionOfInterest = rectangle,
            RegionOfInterestPath = rectangle is null ? roi : null,
        };
    }

    /// <summary>Four whole numbers, or null for what must be a file.</summary>
    private static PixelRectangle? Rectangle(string text)
    {
        string[] parts = text.Split(',');
        if (parts.Length != 4 || File.Exists(text))
        {
            return File.Exists(text) ? null
                : text.Contains('.', StringComparison.Ordinal) ? throw new FileNotFoundException($"{text}: no such file")
                : throw new UsageException($"--roi takes x,y,w,h or a GeoJSON file, got '{text}'");
        }

        int[] numbers = parts.Select(part => int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : throw new UsageException($"--roi takes four whole numbers x,y,w,h, got '{text}'")).ToArray();
        return new PixelRectangle(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
