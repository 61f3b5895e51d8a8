using System.CommandLine;
using Marrow.Hematology;
using Marrow.Imaging;
using Marrow.Radiomics;

namespace Marrow.Cli;

/// <summary><c>marrow radiomics cells</c>: morphometry of cells, as a hematologist would name it.</summary>
internal static class RadiomicsCellsCommand
{
    private static readonly Argument<string> Image = new("image") { Description = "Picture with cells." };
    private static readonly Argument<string> Cells = new("cells") { Description = "Mask of the same size; each connected part is a cell." };
    private static readonly Option<bool> LabelMap = new("--label-map") { Description = "Each value above 0 is a cell." };
    private static readonly Option<string?> Nuclei = new("--nuclei") { Description = "Mask of the nuclei; without it the columns of nucleus and cytoplasm stay empty." };
    private static readonly Option<double?> Mpp = new("--mpp") { Description = "Side of a pixel in µm; without it what a TIFF states, else lengths are in pixels." };
    private static readonly Option<string> Format = WordOption.Format("csv", "json");
    private static readonly Option<string?> Out = new("--out") { Description = "Write here instead of stdout." };

    public static Command Create()
    {
        return new Command("cells", "Measure cells: area, diameter, nucleus to cytoplasm, form, lobes, chromatin, granules, colour.")
        {
            Image, Cells, LabelMap, Nuclei, Mpp, Format, Out,
        }.Does((parse, _) =>
        {
            string? path = WrittenFile.Of(parse, Out);
            RadiomicsInput input = UsageException.Check(() => new RadiomicsInput
            {
                IsLabelMap = parse.GetValue(LabelMap),
                Resolution = parse.GetValue(Mpp) is { } mpp ? new MicrometersPerPixel(mpp) : null,
            });
            string image = parse.GetValue(Image)!;
            (string, RadiomicsTable)[] table = [(Path.GetFileName(image), CellFiles.Measure(image, parse.GetValue(Cells)!, parse.GetValue(Nuclei), input))];
            RadiomicsCommand.Print(parse.GetValue(Format) == "json" ? RadiomicsText.Json(table) : RadiomicsText.Csv(table), path);
            return ExitCodes.Good;
        });
    }
}
