using System.Text.Json.Nodes;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Which keep-largest steps help a model, found on its cross-validation by nnU-Net's rule: first all foreground together, where the mean Dice
/// rises and no structure falls; then structure by structure, where that structure's Dice rises.
/// </summary>
/// <param name="Steps">Each a set of labels whose smaller parts are removed, in order.</param>
public sealed record Postprocessing(IReadOnlyList<IReadOnlyList<int>> Steps)
{
    /// <summary>Chooses the steps.</summary>
    /// <param name="cases">Reference and prediction of every picture of the cross-validation.</param>
    public static Postprocessing Determine(IReadOnlyList<(LabelMap Reference, LabelMap Predicted)> cases, LabelTable table)
    {
        List<IReadOnlyList<int>> steps = [];
        IReadOnlyList<LabelEntry> structures = table.Foreground;
        LabelMap[] current = cases.Select(one => one.Predicted).ToArray();
        double[] before = MeanDice(cases, current, table);
        int[] foreground = table.Labels.Where(label => label != 0).ToArray();
        LabelMap[] trial = Keep(current, foreground);
        double[] after = MeanDice(cases, trial, table);
        if (after.Average() > before.Average() && !after.Zip(before).Any(pair => pair.First < pair.Second))
        {
            steps.Add(foreground);
            (current, before) = (trial, after);
        }

        for (int i = 0; structures.Count > 1 && i < structures.Count; i++)
        {
            trial = Keep(current, structures[i].Labels);
            after = MeanDice(cases, trial, table);
            if (after[i] > before[i])
            {
                steps.Add(structures[i].Labels);
                (current, before) = (trial, after);
            }
        }

        return new Postprocessing(steps);
    }

    /// <summary>Reads what <see cref="ToJson"/> or nnU-Net's postprocessing.json holds.</summary>
    /// <exception cref="InvalidDataException">The file is not that.</exception>
    public static Postprocessing Read(string path)
    {
        try
        {
            JsonArray entries = PythonJson.ReadObject(path)["postprocessing_kwargs"]!.AsArray();
            return new Postprocessing(entries.Select(entry => (IReadOnlyList<int>)Flatten(entry!["labels_or_regions"]!).ToArray()).ToArray());
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: not a postprocessing.json", error);
        }
    }

    public LabelMap Apply(LabelMap map) => Steps.Aggregate(map, (labels, step) => KeepLargest.Apply(labels, step));

    /// <summary>The part of nnU-Net's postprocessing.json that says what to do.</summary>
    public string ToJson() => PythonJson.Write(new JsonObject
    {
        ["postprocessing_fns"] = new JsonArray(Steps.Select(_ => (JsonNode)"remove_all_but_largest_component_from_segmentation").ToArray()),
        ["postprocessing_kwargs"] = new JsonArray(Steps.Select(step => (JsonNode)new JsonObject
        {
            ["labels_or_regions"] = new JsonArray(step.Select(label => (JsonNode)label).ToArray()),
        }).ToArray()),
    });

    private static IEnumerable<int> Flatten(JsonNode node) => node is JsonArray list ? list.SelectMany(item => Flatten(item!)) : [(int)node];

    private static LabelMap[] Keep(LabelMap[] maps, IReadOnlyCollection<int> labels) =>
        maps.AsParallel().AsOrdered().Select(map => KeepLargest.Apply(map, labels)).ToArray();

    private static double[] MeanDice(IReadOnlyList<(LabelMap Reference, LabelMap Predicted)> cases, LabelMap[] current, LabelTable table) =>
        table.Foreground.Select(structure =>
        {
            double[] defined = cases.Select((one, i) => OverlapCounts.Of(one.Reference, current[i], structure, table.IgnoreLabel).Dice).Where(dice => !double.IsNaN(dice)).ToArray();
            return defined.Length == 0 ? double.NaN : defined.Average();
        }).ToArray();
}
