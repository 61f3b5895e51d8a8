using System.CommandLine;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary><c>marrow segment pairs</c>: folders of pictures and masks into a data set, and back.</summary>
internal static class SegmentPairsCommand
{
    private static readonly Option<string> Images = new("--images") { Description = "Folder of pictures.", Required = true };
    private static readonly Option<string> Masks = new("--masks") { Description = "Folder of masks with the same names.", Required = true };
    private static readonly Option<string[]> Names = new("--labels") { Description = "A name for each grey level of the masks above 0, darkest first.", Required = true, AllowMultipleArgumentsPerToken = true };
    private static readonly Argument<string> Dataset = new("dataset") { Description = "Data set: a name DatasetXXX_Name in the raw folder, or a folder." };
    private static readonly Option<string> Out = new("--out") { Description = "Folder that gets images/ and masks/.", Required = true };

    public static Command Create() => new("pairs", "Turn folders of pictures and masks into a data set, and back.")
    {
        new Command("import", "Write a data set from pictures and masks.") { Dataset, Images, Masks, Names, SegmentFolders.Raw }.Does((parse, _) =>
        {
            string target = SegmentFolders.From(parse).PlaceRaw(parse.GetValue(Dataset)!);
            DataSetFolder folder = PicturePairs.Import(parse.GetValue(Images)!, parse.GetValue(Masks)!, target, parse.GetValue(Names)!);
            Console.Out.WriteLine($"{folder.Name}: {Listing.Count(folder.Cases.Count, "case")} written to {folder.FolderPath}");
            return ExitCodes.Good;
        }),
        new Command("export", "Write a data set as pictures and masks.") { Dataset, Out, SegmentFolders.Raw }.Does((parse, _) =>
        {
            PicturePairs.Export(DataSetFolder.Open(SegmentFolders.From(parse).FindRaw(parse.GetValue(Dataset)!)), parse.GetValue(Out)!);
            return ExitCodes.Good;
        }),
    };
}
