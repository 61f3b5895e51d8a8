using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// The last act of a training, as nnU-Net has it: the final weights predict every validation case of the fold whole, by sliding window and mirrored,
/// into <c>validation/NAME.png</c>; <c>validation/summary.json</c> scores them. Previews of the first few go to <c>previews/NAME.png</c>.
/// </summary>
public sealed class FoldValidation(RunFolder folder, DataSetFolder raw, string configuration)
{
    private const int PreviewCount = 4;

    /// <summary>Where the predictions and their scores go.</summary>
    public string Folder => folder.Of("validation");

    /// <summary>The scores; there once the validation is complete.</summary>
    public string Summary => Path.Combine(Folder, "summary.json");

    /// <summary>Forgets what an earlier training left, so that nothing of it can pass for this one's.</summary>
    public void Clear()
    {
        foreach (string old in new[] { Folder, folder.Of("previews") }.Where(Directory.Exists))
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Predicts and scores; cases that an interrupted validation has done already are left.</summary>
    /// <param name="names">The fold's validation cases.</param>
    /// <param name="options">Threads, device, kernels.</param>
    /// <exception cref="InvalidDataException">A case is not in the data set.</exception>
    public SegmentationEvaluation Run(IReadOnlyList<string> names, PredictionOptions options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(names);
        Directory.CreateDirectory(Folder);
        DataSetCase[] cases = Cases(names);
        string path = Path.GetFullPath(folder.Path);
        using (var predictor = new SegmentationPredictor(Model(), [Path.GetFileName(path)["fold_".Length..]], options))
        {
            foreach (DataSetCase one in cases.Where(one => !File.Exists(Prediction(one))))
            {
                token.ThrowIfCancellationRequested();
                PictureFile.WritePng(Prediction(one), predictor.Predict(CaseReader.ReadImages(one, raw.Description.ChannelNames.Count), null, token).Labels);
            }
        }

        Array.ForEach(cases[..Math.Min(PreviewCount, cases.Length)], one => Preview(one));
        var scoring = new EvaluationOptions { HasSurfaces = false };
        SegmentationEvaluation evaluation = SegmentationEvaluation.OfFiles([.. cases.Select(one => (one.Label!, Prediction(one)))], raw.Description.Labels, scoring);
        EvaluationFiles.Write(evaluation, scoring, Folder);
        return evaluation;
    }

    /// <summary>Describes the model, this fold with it, in its card.</summary>
    /// <param name="names">The fold's validation cases.</param>
    public void Describe(IReadOnlyList<string> names, int threads, CancellationToken token) => TrainedCard.Write(folder, Model(), Cases(names), threads, token);

    private SegmentationModel Model() => SegmentationModel.OpenUnfinished(Path.GetDirectoryName(Path.GetFullPath(folder.Path))!, configuration);

    private DataSetCase[] Cases(IReadOnlyList<string> names) => [.. names.Order(StringComparer.Ordinal).Select(Find)];

    private string Prediction(DataSetCase one) => Path.Combine(Folder, $"{one.Name}.png");

    private DataSetCase Find(string name) =>
        raw.Cases.FirstOrDefault(one => one.Name == name) ?? throw new InvalidDataException($"{raw.Name}: the case {name} is not in the data set");

    private void Preview(DataSetCase one)
    {
        Directory.CreateDirectory(folder.Of("previews"));
        Raster<byte> picture = PictureChannels.View(one.Images[0]);
        LabelMap truth = PictureFile.ReadLabels(one.Label!), predicted = PictureFile.ReadLabels(Prediction(one));
        PictureFile.WritePng(Path.Combine(folder.Of("previews"), $"{one.Name}.png"), TrainingPreview.Draw(picture, truth, predicted, raw.Description.Labels));
    }
}
