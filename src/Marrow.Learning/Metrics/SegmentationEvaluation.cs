using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Judges a folder of predicted label pictures against a folder of references with the same names.</summary>
public sealed class SegmentationEvaluation
{
    private SegmentationEvaluation(IReadOnlyList<CaseScore> cases) => Cases = cases;

    /// <summary>By file name, ordinal order.</summary>
    public IReadOnlyList<CaseScore> Cases { get; }

    /// <summary>Judges every file of the prediction folder.</summary>
    /// <exception cref="InvalidDataException">The folder holds no prediction.</exception>
    /// <exception cref="FileNotFoundException">A prediction has no reference.</exception>
    /// <exception cref="SlideFormatException">A file is damaged or of another size than its reference.</exception>
    public static SegmentationEvaluation OfFolders(string references, string predictions, LabelTable table, string fileEnding, EvaluationOptions options)
    {
        IReadOnlyList<string> files = LabelFiles.Of(predictions, fileEnding);
        return OfFiles([.. files.Select(file => (LabelFiles.Counterpart(file, references, fileEnding), file))], table, options);
    }

    /// <summary>Names of references that have no prediction, in ordinal order: they are not in the scores.</summary>
    public static IReadOnlyList<string> WithoutPrediction(string references, string predictions, string fileEnding) =>
        [.. LabelFiles.Of(references, fileEnding).Where(file => !File.Exists(LabelFiles.Counterpart(file, predictions, fileEnding))).Select(file => Path.GetFileName(file))];

    /// <summary>Judges predictions against references of any name, in the given order.</summary>
    /// <param name="pairs">Label pictures, at least one pair.</param>
    /// <exception cref="FileNotFoundException">A prediction has no reference.</exception>
    /// <exception cref="SlideFormatException">A file is damaged or of another size than its reference.</exception>
    public static SegmentationEvaluation OfFiles(IReadOnlyList<(string Reference, string Prediction)> pairs, LabelTable table, EvaluationOptions options) =>
        new(ParallelFailure.Unbundle(() => pairs.AsParallel().AsOrdered().Select(pair => Judge(pair.Reference, pair.Prediction, table, options)).ToArray()));

    /// <summary>Judges label maps that are in memory.</summary>
    public static IReadOnlyList<StructureScore> Judge(LabelMap reference, LabelMap predicted, LabelTable table, EvaluationOptions options) =>
        table.Foreground.Select(structure => new StructureScore(
            structure,
            OverlapCounts.Of(reference, predicted, structure, table.IgnoreLabel),
            options.HasSurfaces ? SurfaceAgreement.Between(Select(reference, structure), Select(predicted, structure), options.BoundaryTolerance) : null)).ToArray();

    /// <summary>Counts of a structure over all pictures.</summary>
    public OverlapCounts Pooled(LabelEntry structure) => Cases
        .Select(one => one.Structures.Single(score => score.Structure.Key == structure.Key).Counts)
        .Aggregate((a, b) => a + b);

    /// <summary>A reference and its prediction, which have one size and the labels of one table.</summary>
    /// <exception cref="FileNotFoundException">There is no such reference.</exception>
    /// <exception cref="SlideFormatException">A file is damaged, of another size than its reference, or holds labels of another table.</exception>
    internal static (LabelMap Reference, LabelMap Predicted) ReadPair(string referenceFile, string predictionFile, LabelTable table)
    {
        if (!File.Exists(referenceFile))
        {
            throw new FileNotFoundException($"{Path.GetFileName(predictionFile)}: no reference of that name in {Path.GetDirectoryName(referenceFile)}", referenceFile);
        }

        LabelMap reference = Read(referenceFile, table), predicted = Read(predictionFile, table);
        return reference.Size == predicted.Size
            ? (reference, predicted)
            : throw new SlideFormatException(predictionFile, $"is {predicted.Size}, but its reference is {reference.Size}");
    }

    private static CaseScore Judge(string referenceFile, string predictionFile, LabelTable table, EvaluationOptions options)
    {
        (LabelMap reference, LabelMap predicted) = ReadPair(referenceFile, predictionFile, table);
        return new CaseScore(referenceFile, predictionFile, Judge(reference, predicted, table, options));
    }

    // Labels of another table would count as background without a word.
    private static LabelMap Read(string file, LabelTable table)
    {
        LabelMap map = PictureFile.ReadLabels(file);
        return table.Foreign(map) is { Length: > 0 } foreign ? throw new SlideFormatException(file, foreign) : map;
    }

    private static Mask Select(LabelMap labels, LabelEntry structure) =>
        new(labels.Width, labels.Height, Array.ConvertAll(labels.Labels, label => structure.Labels.Contains(label) ? (byte)1 : (byte)0));
}
