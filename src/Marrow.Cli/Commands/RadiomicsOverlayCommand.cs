using System.CommandLine;
using Marrow.Hematology;
using Marrow.Imaging;
using Marrow.Radiomics;

namespace Marrow.Cli;

/// <summary><c>marrow radiomics overlay</c>: the picture under its mask, the mask mended first where asked.</summary>
internal static class RadiomicsOverlayCommand
{
    private static readonly Argument<string> Image = new("image") { Description = "Picture." };
    private static readonly Argument<string> Mask = new("mask") { Description = "Mask of the same size, any non-zero value is inside." };
    private static readonly Option<string> Out = new("--out") { Description = "PNG to write.", Required = true };
    private static readonly Option<string?> MaskOut = new("--mask-out") { Description = "Also write the mended mask here, 0 and 255." };
    private static readonly WordOption Outside = new("--outside", "white", "black") { Description = "Colour outside the mask: white or black." };
    private static readonly Option<double> Close = new("--close") { Description = "Close gaps in the mask up to this radius in pixels.", DefaultValueFactory = _ => 0 };
    private static readonly Option<double> Smooth = new("--smooth") { Description = "Smooth the outline with a Gaussian of this σ in pixels.", DefaultValueFactory = _ => 0 };
    private static readonly Option<bool> Fill = new("--fill-holes") { Description = "Fill holes of the mask." };
    private static readonly Option<long> MinimumArea = new("--min-area") { Description = "Drop parts of fewer pixels.", DefaultValueFactory = _ => 0 };

    public static Command Create()
    {
        return new Command("overlay", "Show a picture only under its mask.") { Image, Mask, Out, MaskOut, Outside, Close, Smooth, Fill, MinimumArea }.Does((parse, _) =>
        {
            if (parse.GetValue(MaskOut) is { } other && Path.GetFullPath(other) == Path.GetFullPath(parse.GetValue(Out)!))
            {
                throw new UsageException($"{Out.Name} and {MaskOut.Name} name the same file");
            }

            (string path, string? mask) = (WrittenFile.Of(parse, Out)!, WrittenFile.Of(parse, MaskOut));
            MaskCleaning cleaning = UsageException.Check(() => new MaskCleaning
            {
                CloseRadius = parse.GetValue(Close),
                SmoothSigma = parse.GetValue(Smooth),
                FillHoles = parse.GetValue(Fill),
                MinimumArea = parse.GetValue(MinimumArea),
            });
            RgbColor outside = parse.GetValue(Outside) == "white" ? RgbColor.White : new RgbColor(0, 0, 0);
            OverlayFiles.Write((parse.GetValue(Image)!, parse.GetValue(Mask)!), cleaning, outside, (path, mask));
            return ExitCodes.Good;
        });
    }
}
