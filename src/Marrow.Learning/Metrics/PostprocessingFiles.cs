using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Postprocessing of folders of label pictures.</summary>
public static class PostprocessingFiles
{
    private const string Steps = "postprocessing.json", Names = "dataset.json";

    /// <summary>Finds the steps that help the predictions of a cross-validation, and writes <c>postprocessing.json</c> beside them.</summary>
    /// <exception cref="FileNotFoundException">A prediction has no reference.</exception>
    /// <exception cref="InvalidDataException">The folder holds no prediction.</exception>
    /// <exception cref="SlideFormatException">A file is damaged, of another size than its reference, or holds labels of another table.</exception>
    public static Postprocessing Determine(string references, string predictions, DataSetDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        string ending = description.FileEnding;
        (LabelMap, LabelMap)[] cases = LabelFiles.Of(predictions, ending)
            .Select(file => SegmentationEvaluation.ReadPair(LabelFiles.Counterpart(file, references, ending), file, description.Labels)).ToArray();
        var found = Postprocessing.Determine(cases, description.Labels);
        WholeFile.WriteText(Path.Combine(predictions, Steps), found.ToJson());
        return found;
    }

    /// <summary>Takes the steps on every PNG of a folder; the <c>dataset.json</c> that says what the labels mean goes along.</summary>
    /// <param name="target">Made where it is missing.</param>
    /// <exception cref="SlideFormatException">A file is damaged.</exception>
    public static void Apply(Postprocessing steps, string predictions, string target, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Directory.CreateDirectory(target);
        foreach (string file in Directory.GetFiles(predictions, "*.png").Order(StringComparer.Ordinal))
        {
            token.ThrowIfCancellationRequested();
            LabelPictures.Write(Path.Combine(target, Path.GetFileName(file)), steps.Apply(PictureFile.ReadLabels(file)));
        }

        string names = Path.Combine(predictions, Names);
        if (File.Exists(names))
        {
            WholeFile.WriteText(Path.Combine(target, Names), File.ReadAllText(names));
        }
    }
}
