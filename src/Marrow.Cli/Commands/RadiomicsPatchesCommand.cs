using System.CommandLine;
using Marrow.Hematology;
using Marrow.Radiomics;

namespace Marrow.Cli;

/// <summary><c>marrow radiomics patches</c>: a square picture of each cell.</summary>
internal static class RadiomicsPatchesCommand
{
    private static readonly Argument<string> Image = new("image") { Description = "Picture with cells." };
    private static readonly Argument<string> Cells = new("cells") { Description = "Mask of the same size; each connected part is a cell." };
    private static readonly Option<bool> LabelMap = new("--label-map") { Description = "Each value above 0 is a cell." };
    private static readonly Option<string> Out = new("--out") { Description = "Folder for IMAGE.N.png and IMAGE.patches.csv.", Required = true };
    private static readonly Option<int> Side = new("--side") { Description = "Side of the patches in pixels; 0 keeps each its own.", DefaultValueFactory = _ => 100 };
    private static readonly Option<int> Margin = new("--margin") { Description = "Pixels around the cell's bounding box.", DefaultValueFactory = _ => 0 };
    private static readonly Option<int> MinimumWidth = new("--min-width") { Description = "Leave out cells narrower than this.", DefaultValueFactory = _ => 25 };
    private static readonly Option<int> MinimumHeight = new("--min-height") { Description = "Leave out cells lower than this.", DefaultValueFactory = _ => 26 };

    public static Command Create() => new Command("patches", "Cut a square patch around each cell.")
    {
        Image, Cells, LabelMap, Out, Side, Margin, MinimumWidth, MinimumHeight,
    }.Does((parse, _) =>
    {
        PatchOptions options = UsageException.Check(() => new PatchOptions
        {
            Side = parse.GetValue(Side),
            Margin = parse.GetValue(Margin),
            MinimumWidth = parse.GetValue(MinimumWidth),
            MinimumHeight = parse.GetValue(MinimumHeight),
        });
        string folder = parse.GetValue(Out)!;
        (int written, int small) = CellFiles.WritePatches((parse.GetValue(Image)!, parse.GetValue(Cells)!), parse.GetValue(LabelMap), options, folder);
        Console.Out.WriteLine($"{written} {(written == 1 ? "patch" : "patches")} in {folder}, {small} {(small == 1 ? "cell" : "cells")} too small");
        return ExitCodes.Good;
    });
}
