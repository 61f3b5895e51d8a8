using System.CommandLine;
using Marrow.Imaging;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary><c>marrow segment agreement</c>: whether a model keeps its labels in the fast kernels; goes into its card.</summary>
internal static class SegmentAgreementCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "Model folder with a card (marrow segment import)." };
    private static readonly Argument<string> Pictures = new("pictures") { Description = "Picture or folder of pictures like those that the model is for." };
    private static readonly Option<bool> NoMirroring = new("--no-mirroring") { Description = "Measure without mirrored windows." };
    private static readonly ThreadsOption Threads = new();
    private static readonly Option<string> Format = WordOption.Format("text", "json");

    public static Command Create() => new Command("agreement", "Measure on which share of pixels the fast kernels give the labels of --exact, and write it into the model's card.")
    {
        Model, Pictures, NoMirroring, Threads, Format,
    }.Does((parse, token) =>
    {
        PredictionOptions options = UsageException.Check(() => new PredictionOptions { HasMirroring = !parse.GetValue(NoMirroring), Threads = Threads.Count(parse) });
        SegmentationModel model = SegmentationModel.Open(parse.GetValue(Model)!);
        KernelAgreement found = AgreementMeasurement.Record(model, PredictionInputs.Find(parse.GetValue(Pictures)!, model.Description.FileEnding), options, token);
        Console.Out.Write(parse.GetValue(Format) == "json" ? StrictJson.Write(found) : Sentence(found));
        return ExitCodes.Good;
    });

    private static string Sentence(KernelAgreement found) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{100 * found.Share:F4} % of {found.Pixels} pixels of {found.Pictures} pictures get the same label ({found.Arithmetic}); worst picture {100 * found.WorstShare:F4} %; {(found.Share >= KernelAgreement.Least ? "the fast kernels are used" : "32 bits are used")}\n");
}
