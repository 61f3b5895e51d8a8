using System.CommandLine;
using Marrow.Learning;
using Marrow.Slides;

namespace Marrow.Cli;

/// <summary><c>marrow segment plan</c>: fingerprint and plans of a data set, or plans from two JSON files alone.</summary>
internal static class SegmentPlanCommand
{
    private static readonly Argument<string?> Dataset = new("dataset") { Description = "Data set: number, name or folder.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> Preset = new("--preset") { Description = "default, resenc-m, resenc-l or resenc-xl.", DefaultValueFactory = _ => "default" };
    private static readonly Option<double?> Memory = new("--memory") { Description = "Graphics memory to plan for, in GB (default: the preset's own)." };
    private static readonly Option<string?> Fingerprint = new("--fingerprint") { Description = "Plan from this dataset_fingerprint.json; needs --dataset-json." };
    private static readonly Option<string?> DatasetJson = new("--dataset-json") { Description = "The dataset.json that goes with --fingerprint." };
    private static readonly Option<string?> Name = new("--name") { Description = "Data set name in the plans (default: the name of the folder of dataset.json)." };
    private static readonly Option<string?> Out = new("--out") { Description = "Where the plans go (default: the preprocessed folder, or stdout with --fingerprint)." };

    public static Command Create() => new Command("plan", "Choose patch, batch and network for a data set, as nnU-Net does.")
    {
        Dataset, Preset, Memory, Fingerprint, DatasetJson, Name, Out, SegmentFolders.Raw, SegmentFolders.Preprocessed,
    }.Does((parse, token) =>
    {
        PlanOptions options = UsageException.Check(() => new PlanOptions { Preset = PlanPreset.Named(parse.GetValue(Preset)!), MemoryGigabytes = parse.GetValue(Memory) });
        return parse.GetValue(Fingerprint) is { } fingerprint ? PlanFiles(parse, fingerprint, options) : PlanDataset(parse, options, token);
    });

    private static int PlanFiles(ParseResult parse, string fingerprint, PlanOptions options)
    {
        string? path = WrittenFile.Of(parse, Out);
        string description = parse.GetValue(DatasetJson) ?? throw new UsageException("--fingerprint needs --dataset-json");
        string name = parse.GetValue(Name) ?? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(description))!);
        ExperimentPlans plans = ExperimentPlanner.Plan(DataSetFingerprint.Read(fingerprint), DataSetDescription.Read(description), name, options);
        if (path is not null)
        {
            WholeFile.WriteText(path, plans.ToJson());
        }
        else
        {
            Console.Out.WriteLine(plans.ToJson());
        }

        return ExitCodes.Good;
    }

    private static int PlanDataset(ParseResult parse, PlanOptions options, CancellationToken token)
    {
        string dataset = parse.GetValue(Dataset) ?? throw new UsageException("plan needs a data set, or --fingerprint with --dataset-json");
        DataSetRoots roots = SegmentFolders.From(parse);
        DataSetFolder folder = DataSetFolder.Open(roots.FindRaw(dataset));
        PlannedDataSet planned = PlannedDataSet.Create(folder, options, SegmentFolders.PreprocessedOf(roots, folder.Name), token);
        if (parse.GetValue(Out) is { } path)
        {
            WholeFile.WriteText(path, planned.Plans.ToJson());
        }

        Console.Out.WriteLine(planned.Summary);
        return ExitCodes.Good;
    }
}
