using System.Text.Json.Nodes;

namespace Marrow.Learning;

/// <summary>Writes an evaluation in nnU-Net's form (summary.json) and in ours, which adds pooled counts, precision, recall and surfaces.</summary>
public static class EvaluationSummary
{
    /// <summary>
    /// nnU-Net's summary.json: each case, the mean of each structure over the cases where it is defined, and the mean of those means.
    /// </summary>
    public static JsonObject Reference(SegmentationEvaluation evaluation)
    {
        LabelEntry[] structures = evaluation.Cases[0].Structures.Select(score => score.Structure).ToArray();
        JsonObject[] means = structures.Select((_, i) => Mean(evaluation.Cases.Select(one => Metrics(one.Structures[i].Counts)), skipsUndefined: true)).ToArray();
        return new JsonObject
        {
            ["foreground_mean"] = Mean(means, skipsUndefined: false),
            ["mean"] = Sorted(structures.Select((structure, i) => KeyValuePair.Create(structure.Key, (JsonNode?)means[i].DeepClone()))),
            ["metric_per_case"] = new JsonArray(evaluation.Cases.Select(one => (JsonNode)new JsonObject
            {
                ["metrics"] = Sorted(one.Structures.Select(score => KeyValuePair.Create(score.Structure.Key, (JsonNode?)Metrics(score.Counts)))),
                ["prediction_file"] = one.PredictionFile,
                ["reference_file"] = one.ReferenceFile,
            }).ToArray()),
        };
    }

    /// <summary>Ours: every picture, and every structure pooled over all pictures; undefined numbers are null.</summary>
    public static JsonObject Full(SegmentationEvaluation evaluation, EvaluationOptions options) => new()
    {
        ["boundaryTolerancePixels"] = options.BoundaryTolerance,
        ["pooled"] = new JsonObject(evaluation.Cases[0].Structures.Select(score => KeyValuePair.Create(score.Structure.Name, (JsonNode?)Scores(evaluation.Pooled(score.Structure), null)))),
        ["pictures"] = new JsonArray(evaluation.Cases.Select(one => (JsonNode)new JsonObject
        {
            ["name"] = Path.GetFileName(one.PredictionFile),
            ["structures"] = new JsonObject(one.Structures.Select(score => KeyValuePair.Create(score.Structure.Name, (JsonNode?)Scores(score.Counts, score.Surface)))),
        }).ToArray()),
    };

    // As text: 10 comes before 2, and regions come before labels.
    private static JsonObject Sorted(IEnumerable<KeyValuePair<string, JsonNode?>> entries) => new(entries.OrderBy(entry => entry.Key, StringComparer.Ordinal));

    private static JsonObject Metrics(OverlapCounts counts) => new()
    {
        ["Dice"] = counts.Dice,
        ["FN"] = counts.FalseNegative,
        ["FP"] = counts.FalsePositive,
        ["IoU"] = counts.IoU,
        ["TN"] = counts.TrueNegative,
        ["TP"] = counts.TruePositive,
        ["n_pred"] = counts.FalsePositive + counts.TruePositive,
        ["n_ref"] = counts.FalseNegative + counts.TruePositive,
    };

    private static JsonObject Mean(IEnumerable<JsonObject> rows, bool skipsUndefined)
    {
        JsonObject[] all = rows.ToArray();
        return new JsonObject(all[0].Select(entry =>
        {
            double[] values = all.Select(row => Number(row[entry.Key]!)).Where(value => !skipsUndefined || !double.IsNaN(value)).ToArray();
            return KeyValuePair.Create(entry.Key, (JsonNode?)(values.Length == 0 ? double.NaN : values.Average()));
        }));
    }

    private static double Number(JsonNode node) => node.AsValue().TryGetValue(out double number) ? number : node.GetValue<long>();

    private static JsonObject Scores(OverlapCounts counts, SurfaceAgreement? surface)
    {
        var scores = new JsonObject
        {
            ["truePositive"] = counts.TruePositive,
            ["falsePositive"] = counts.FalsePositive,
            ["falseNegative"] = counts.FalseNegative,
            ["trueNegative"] = counts.TrueNegative,
            ["iou"] = Defined(counts.IoU),
            ["dice"] = Defined(counts.Dice),
            ["precision"] = Defined(counts.Precision),
            ["recall"] = Defined(counts.Recall),
        };
        if (surface is not null)
        {
            scores["meanSurfaceDistancePixels"] = surface.MeanDistance;
            scores["hausdorff95Pixels"] = surface.Hausdorff95;
            scores["boundaryF1"] = surface.BoundaryF1;
        }

        return scores;
    }

    private static JsonValue? Defined(double value) => double.IsNaN(value) ? null : JsonValue.Create(value);
}
