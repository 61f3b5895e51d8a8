using System.Globalization;
using System.Text;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Puts an evaluation on disk: summary.json as nnU-Net writes it, evaluation.json as ours, and error pictures.</summary>
public static class EvaluationFiles
{
    public static void Write(SegmentationEvaluation evaluation, EvaluationOptions options, string folder)
    {
        Directory.CreateDirectory(folder);
        WholeFile.WriteText(Path.Combine(folder, "evaluation.json"), PythonJson.Write(EvaluationSummary.Full(evaluation, options)) + "\n");
        WholeFile.WriteText(Path.Combine(folder, "summary.json"), PythonJson.Write(EvaluationSummary.Reference(evaluation)));
    }

    /// <summary>Writes <c>errors/NAME.png</c> for every picture.</summary>
    /// <param name="images">Folder with <c>NAME_0000.png</c> or <c>NAME.png</c> to draw over, or null for white.</param>
    public static void WritePictures(SegmentationEvaluation evaluation, string? images, string folder, CancellationToken token)
    {
        if (images is not null && !Directory.Exists(images))
        {
            throw new DirectoryNotFoundException($"{images}: no such folder of pictures");
        }

        string errors = Path.Combine(folder, "errors");
        Directory.CreateDirectory(errors);
        ParallelFailure.Unbundle(() => Parallel.ForEach(evaluation.Cases, new ParallelOptions { CancellationToken = token }, one =>
        {
            Raster<byte>? picture = FindPicture(images, one);
            Raster<byte> drawn = ErrorPicture.Draw(PictureFile.ReadLabels(one.ReferenceFile), PictureFile.ReadLabels(one.PredictionFile), picture);
            PictureFile.WritePng(Path.Combine(errors, Path.ChangeExtension(Path.GetFileName(one.PredictionFile), ".png")), drawn);
        }));
    }

    /// <summary>One line a structure, pooled over all pictures.</summary>
    public static string Text(SegmentationEvaluation evaluation)
    {
        var text = new StringBuilder($"{evaluation.Cases.Count} {(evaluation.Cases.Count == 1 ? "picture" : "pictures")}; pooled over all pixels:\n");
        foreach (LabelEntry structure in evaluation.Cases[0].Structures.Select(score => score.Structure))
        {
            OverlapCounts counts = evaluation.Pooled(structure);
            double[] dice = evaluation.Cases.Select(one => one.Structures.Single(score => score.Structure.Key == structure.Key).Counts.Dice).Where(value => !double.IsNaN(value)).ToArray();
            string mean = dice.Length == 0 ? "nowhere" : $"{dice.Average():F4}";
            text.Append($"{structure.Name,-20} Dice {Ratio(counts.Dice)}  IoU {Ratio(counts.IoU)}  precision {Ratio(counts.Precision)}  recall {Ratio(counts.Recall)}  mean Dice of pictures {mean}\n");
        }

        return text.ToString().TrimEnd();
    }

    // A dash where the denominator is 0.
    private static string Ratio(double ratio) => double.IsNaN(ratio) ? "–" : ratio.ToString("F4", CultureInfo.InvariantCulture);

    // A picture has the ending of the data set, as its reference has; its prediction may be a PNG.
    private static Raster<byte>? FindPicture(string? folder, CaseScore one)
    {
        if (folder is null)
        {
            return null;
        }

        string stem = Path.GetFileNameWithoutExtension(one.PredictionFile);
        string? file = new[] { one.PredictionFile, one.ReferenceFile }.Select(Path.GetExtension).SelectMany(ending => new[] { $"{stem}_0000{ending}", stem + ending })
            .Select(candidate => Path.Combine(folder, candidate)).FirstOrDefault(File.Exists);
        return file is null ? null : PictureChannels.View(file);
    }
}
