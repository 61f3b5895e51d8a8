using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Masks of two folders compared by file name.</summary>
/// <param name="Pairs">By name, ordinal order.</param>
/// <param name="Pooled">From the counts of all pairs together; null where no pair could be compared.</param>
/// <param name="Means">Mean and deviations over pairs of each ratio, by name; pairs where it is undefined are not counted.</param>
public sealed record MaskAgreement(
    IReadOnlyList<MaskPair> Pairs, IReadOnlyList<string> OnlyInTruth, IReadOnlyList<string> OnlyInMeasured, MaskScores? Pooled, IReadOnlyDictionary<string, SampleSummary> Means)
{
    private static readonly (string Name, Func<MaskScores, double?> Of)[] Ratios =
    [
        ("intersectionOverUnion", scores => scores.IntersectionOverUnion),
        ("dice", scores => scores.Dice),
        ("precision", scores => scores.Precision),
        ("recall", scores => scores.Recall),
        ("specificity", scores => scores.Specificity),
        ("accuracy", scores => scores.Accuracy),
        ("truthCoveragePercent", scores => scores.TruthCoveragePercent),
        ("measuredCoveragePercent", scores => scores.MeasuredCoveragePercent),
    ];

    /// <summary>True where a pair could not be compared.</summary>
    public bool HasErrors => Pairs.Any(pair => pair.Error is not null);

    /// <summary>Compares files of the same name without extension; another size or a damaged file becomes a row with its error.</summary>
    /// <exception cref="DirectoryNotFoundException">A folder is missing.</exception>
    /// <exception cref="InvalidDataException">Two files of one folder have the same name, or no name is in both.</exception>
    public static MaskAgreement OfFolders(string truthFolder, string measuredFolder, CancellationToken token)
    {
        IReadOnlyDictionary<string, string> truth = Files(truthFolder), measured = Files(measuredFolder);
        string[] names = [.. truth.Keys.Where(measured.ContainsKey).Order(StringComparer.Ordinal)];
        if (names.Length == 0)
        {
            throw new InvalidDataException($"{truthFolder} and {measuredFolder} share no file name");
        }

        var pairs = new MaskPair[names.Length];
        Parallel.For(0, names.Length, new ParallelOptions { CancellationToken = token }, i => pairs[i] = Compare(names[i], truth[names[i]], measured[names[i]]));
        MaskScores[] good = [.. pairs.Where(pair => pair.Scores is not null).Select(pair => pair.Scores!)];
        return new MaskAgreement(
            pairs,
            [.. truth.Keys.Where(name => !measured.ContainsKey(name)).Order(StringComparer.Ordinal)],
            [.. measured.Keys.Where(name => !truth.ContainsKey(name)).Order(StringComparer.Ordinal)],
            good.Length == 0 ? null : MaskScores.Of(good.Select(scores => scores.Counts).Aggregate((a, b) => a + b)),
            Ratios.ToDictionary(ratio => ratio.Name, ratio => SampleSummary.Of(good.Select(scores => ratio.Of(scores) ?? double.NaN), 0.95)));
    }

    /// <summary>The picture files of a folder by their names without extension.</summary>
    internal static IReadOnlyDictionary<string, string> Files(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{folder}: is no folder; masks are compared by folders");
        }

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in SearchedFiles.Pictures(folder))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (!files.TryAdd(name, file))
            {
                throw new InvalidDataException($"{folder} holds two files called {name}: {Path.GetFileName(files[name])} and {Path.GetFileName(file)}");
            }
        }

        return files;
    }

    private static MaskPair Compare(string name, string truthFile, string measuredFile)
    {
        try
        {
            return new MaskPair(name, MaskScores.Of(PictureFile.ReadMask(truthFile), PictureFile.ReadMask(measuredFile)), null);
        }
        catch (Exception failure) when (failure is SlideFormatException or ArgumentException or IOException)
        {
            return new MaskPair(name, null, failure.Message.Split(" (Parameter")[0]);
        }
    }
}
