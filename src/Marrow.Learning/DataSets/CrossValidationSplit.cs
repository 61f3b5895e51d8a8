using System.Text.Json.Nodes;

namespace Marrow.Learning;

/// <summary>Which cases a fold trains on and which it is judged on.</summary>
public sealed record CrossValidationSplit(IReadOnlyList<string> Training, IReadOnlyList<string> Validation)
{
    private const uint Seed = 12345;

    /// <summary>
    /// Five folds drawn as nnU-Net draws them (scikit-learn's shuffled KFold, seed 12345): each case is judged once.
    /// </summary>
    /// <param name="cases">Case names in ordinal order.</param>
    /// <param name="folds">At least 2 and at most the number of cases.</param>
    /// <exception cref="ArgumentException">Fewer cases than folds.</exception>
    public static IReadOnlyList<CrossValidationSplit> Draw(IReadOnlyList<string> cases, int folds = 5)
    {
        if (folds < 2 || cases.Count < folds)
        {
            throw new ArgumentException($"{folds} folds need at least {Math.Max(folds, 2)} cases, there are {cases.Count}");
        }

        int[] order = new MersenneTwister(Seed).Permutation(cases.Count);
        var splits = new List<CrossValidationSplit>();
        for (int fold = 0, start = 0; fold < folds; fold++)
        {
            int size = (cases.Count / folds) + (fold < cases.Count % folds ? 1 : 0);
            HashSet<int> judged = order.Skip(start).Take(size).ToHashSet();
            splits.Add(new CrossValidationSplit(Pick(cases, index => !judged.Contains(index)), Pick(cases, judged.Contains)));
            start += size;
        }

        return splits;
    }

    /// <summary>Reads splits_final.json.</summary>
    /// <exception cref="InvalidDataException">The file does not hold a list of train and val.</exception>
    public static IReadOnlyList<CrossValidationSplit> Read(string path)
    {
        try
        {
            return PythonJson.Read(path)!.AsArray().Select(fold => new CrossValidationSplit(Names(fold!["train"]!), Names(fold["val"]!))).ToArray();
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: expected a list of folds, each with train and val", error);
        }
    }

    /// <summary>The text of splits_final.json.</summary>
    public static string ToJson(IEnumerable<CrossValidationSplit> splits) => PythonJson.Write(new JsonArray(splits.Select(split => (JsonNode)new JsonObject
    {
        ["train"] = new JsonArray(split.Training.Select(name => (JsonNode)name).ToArray()),
        ["val"] = new JsonArray(split.Validation.Select(name => (JsonNode)name).ToArray()),
    }).ToArray()));

    private static string[] Pick(IReadOnlyList<string> cases, Func<int, bool> wants) =>
        cases.Where((_, index) => wants(index)).ToArray();

    private static string[] Names(JsonNode list) => list.AsArray().Select(item => (string)item!).ToArray();
}
