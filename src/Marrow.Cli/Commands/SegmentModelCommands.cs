using System.CommandLine;
using Marrow.Learning;

namespace Marrow.Cli;

/// <summary><c>marrow segment import</c> and <c>export</c>: trained nnU-Net models in and out.</summary>
internal static class SegmentModelCommands
{
    private static readonly Argument<string> Source = new("source") { Description = "Trained nnU-Net model: folder or zip." };
    private static readonly Argument<string> Model = new("model") { Description = "Model folder." };
    private static readonly Option<string> Target = new("--out") { Description = "The new model folder, for example models/marrow.", Required = true };
    private static readonly Option<string> Zip = new("--out") { Description = "The zip that nnUNetv2_install_pretrained_model_from_zip takes.", Required = true };
    private static readonly Option<string?> Use = new("--intended-use") { Description = "What the model may be used for; goes into its card." };
    private static readonly Option<string?> Data = new("--data") { Description = "What it was trained on; goes into its card." };
    private static readonly Option<string?> Licence = new("--licence") { Description = "Under which terms the weights may be used; goes into its card." };
    private static readonly Option<bool> WeightsOnly = new("--weights-only") { Description = "Leave out the optimizer's state, which only a continued training needs." };

    private static readonly Option<string?> Pictures = new("--pictures") { Description = "Picture or folder of pictures to measure on whether 16-bit floats keep the labels (default: from the model's data set in the raw folder, where it is)." };
    private static readonly ThreadsOption Threads = new();

    public static Command Import() => new Command("import", "Take in a trained nnU-Net model: check that it loads, hash it, write its card.")
    {
        Source, Target, Use, Data, Licence, WeightsOnly, Pictures, Threads, SegmentFolders.Raw,
    }.Does((parse, token) =>
    {
        var defaults = new ModelNotes();
        SegmentationModel model = ModelPackage.Import(parse.GetValue(Source)!, parse.GetValue(Target)!, new ModelNotes
        {
            IntendedUse = parse.GetValue(Use) ?? defaults.IntendedUse,
            Data = parse.GetValue(Data),
            KeepsWeightsAlone = parse.GetValue(WeightsOnly),
            Licence = parse.GetValue(Licence) ?? defaults.Licence,
        }, imported => Measure(parse, imported, token));
        if (model.Card?.Agreement is null)
        {
            Console.Error.WriteLine($"marrow: {model.Card?.Name}: not measured whether 16-bit floats keep its labels, so it is predicted in 32 bits; marrow segment agreement measures it");
        }

        Console.Out.WriteLine($"{Path.GetFileName(model.FolderPath)}: {model.ConfigurationName}, folds {string.Join(", ", model.Folds)}, labels {string.Join(", ", model.Description.Labels.Foreground.Select(entry => entry.Name))}");
        return ExitCodes.Good;
    });

    public static Command Export() => new Command("export", "Write a model as the zip that nnU-Net installs.") { Model, Zip }.Does((parse, _) =>
    {
        ModelPackage.Export(SegmentationModel.Open(parse.GetValue(Model)!), parse.GetValue(Zip)!);
        return ExitCodes.Good;
    });

    private static KernelAgreement? Measure(ParseResult parse, SegmentationModel model, CancellationToken token)
    {
        IReadOnlyList<DataSetCase> cases = parse.GetValue(Pictures) is { } named ? PredictionInputs.Find(named, model.Description.FileEnding)
            : model.Card?.Agreement is null ? AgreementPictures.OfTraining(model, SegmentFolders.From(parse))
            : [];
        PredictionOptions options = UsageException.Check(() => new PredictionOptions { HasMirroring = false, Threads = Threads.Count(parse) });
        return cases.Count == 0 ? null : AgreementMeasurement.Of(model, cases, options, token);
    }
}
