using System.CommandLine;
using Marrow.Hematology;
using Marrow.Radiomics;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow radiomics</c>: features of regions as a table; <c>marrow radiomics features</c>: what each feature is.</summary>
internal static class RadiomicsCommand
{
    private static readonly Argument<string?> Image = new("image") { Description = "Picture (PNG, JPEG, TIFF, BMP), volume (NRRD, NIfTI), or a folder of them.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string?> Mask = new("mask") { Description = "Mask of the same size, any non-zero value is the region; or a folder: NAME or NAME_mask for each image.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> Format = WordOption.Format("csv", "json");
    private static readonly Option<string?> Out = new("--out") { Description = "Write here instead of stdout." };

    public static Command Create()
    {
        var command = new Command("radiomics", "Measure shape, intensity and texture of regions, with pyradiomics' names.") { Image, Mask, Format, Out };
        RadiomicsSettings.AddTo(command);
        var features = new Command("features", "Print each feature's formula, IBSI code and source.").Does((_, _) =>
        {
            Console.Out.Write(RadiomicsText.Catalogue());
            return ExitCodes.Good;
        });
        command.Add(features);
        command.Add(RadiomicsCellsCommand.Create());
        command.Add(RadiomicsPatchesCommand.Create());
        command.Add(RadiomicsOverlayCommand.Create());
        return command.Does(Measure);
    }

    private static int Measure(ParseResult parse, CancellationToken token)
    {
        if (parse.GetValue(Image) is not { } image || parse.GetValue(Mask) is not { } mask)
        {
            throw new UsageException("radiomics needs an image and a mask; see marrow radiomics --help");
        }

        (RadiomicsInput input, RadiomicsOptions options) = RadiomicsSettings.From(parse);
        var tables = new List<(string Image, RadiomicsTable Table)>();
        List<Exception> failures = [];
        (string Image, string? Mask)[] pairs = [.. RadiomicsPairs.Find(image, mask)];
        string? path = WrittenFile.Of(parse, Out, pairs.SelectMany(pair => new[] { pair.Image, pair.Mask }).OfType<string>());
        foreach ((string picture, string? region) in pairs)
        {
            try
            {
                string found = region ?? throw new SlideFormatException(picture, "has no mask");
                RadiomicsTable table = RadiomicsFiles.Measure(picture, found, input, options, token);
                tables.Add((Path.GetFileName(picture), table));
                if (table.Rows.Count == 0)
                {
                    Console.Error.WriteLine($"marrow: {Path.GetFileName(found)}: holds no label above 0, so {Path.GetFileName(picture)} has no row");
                }
            }
            catch (Exception failure) when (failure is SlideFormatException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"marrow: {failure.Message}");
                failures.Add(failure);
            }
        }

        if (tables.Count > 0)
        {
            Print(parse.GetValue(Format) == "json" ? RadiomicsText.Json(tables) : RadiomicsText.Csv(tables), path);
        }

        return ExitCodes.OfBatch(failures);
    }

    /// <summary>Prints to stdout, or writes a whole file.</summary>
    public static void Print(string text, string? path)
    {
        if (path is null)
        {
            Console.Out.Write(text);
        }
        else
        {
            WholeFile.WriteText(path, text);
        }
    }
}
