using System.CommandLine;
using Marrow.Hematology;
using Marrow.Imaging;

namespace Marrow.Cli;

/// <summary><c>marrow phantom dataset</c>: drawn sections to train on.</summary>
internal static class PhantomDataSetCommand
{
    private static readonly PhantomDataSetOptions Default = new();
    private static readonly Option<int> Count = new("--count") { Description = "Sections.", DefaultValueFactory = _ => Default.Count };
    private static readonly Option<int> Side = new("--side") { Description = "Width and height of each in pixels.", DefaultValueFactory = _ => Default.Size.Width };
    private static readonly Option<int> Seed = new("--seed") { Description = "The first section's seed.", DefaultValueFactory = _ => Default.Seed };
    private static readonly Option<double> Mpp = new("--mpp") { Description = "Microns per pixel.", DefaultValueFactory = _ => Default.MicrometersPerPixel };
    private static readonly Option<double> ScaleSpread = new("--scale-spread") { Description = "Factor by which single sections' resolution may differ, 1 to 2; above 1 also tinted vacuoles, more uneven light and glass.", DefaultValueFactory = _ => Default.ScaleSpread };
    private static readonly Option<bool> Broad = new("--broad") { Description = "Also sloping light, loose crumbs, vacuoles open to the glass, fields cut out, many vessels, strong tints." };
    private static readonly Option<bool> PaleBone = new("--pale-bone") { Description = "Half of the sections have bone nearly as pale as glass." };
    private static readonly Option<bool> Worn = new("--worn") { Description = "Half of the sections have torn septa between vacuoles, and debris in them." };
    private static readonly Option<double> Variety = new("--variety") { Description = "How much looks and disturbances vary, 0 to 1.", DefaultValueFactory = _ => Default.Variety };
    private static readonly Option<string> Out = new("--out") { Description = "Folder of the set, named DatasetXXX_Name.", Required = true };

    public static Command Create() => new Command("dataset", "Draw sections of every kind as a data set to train on.")
    {
        Count, Side, Seed, Mpp, ScaleSpread, Broad, PaleBone, Worn, Variety, Out,
    }.Does((parse, token) =>
    {
        PhantomDataSetOptions options = UsageException.Check(() => new PhantomDataSetOptions
        {
            Count = parse.GetValue(Count),
            Size = new PixelSize(parse.GetValue(Side), parse.GetValue(Side)),
            Seed = parse.GetValue(Seed),
            MicrometersPerPixel = parse.GetValue(Mpp),
            ScaleSpread = parse.GetValue(ScaleSpread),
            IsBroad = parse.GetValue(Broad),
            HasPaleBone = parse.GetValue(PaleBone),
            IsWorn = parse.GetValue(Worn),
            Variety = parse.GetValue(Variety),
        });
        UsageException.Check(() => new SectionPhantomOptions { Size = options.Size, MicrometersPerPixel = options.MicrometersPerPixel, Variety = options.Variety });
        PhantomDataSet.Write(options, parse.GetRequiredValue(Out), token);
        Console.Out.WriteLine(parse.GetRequiredValue(Out));
        return ExitCodes.Good;
    });
}
