using System.Text.Json.Nodes;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Predicts many pictures into a folder: <c>NAME.png</c> each, probabilities where asked for, and a record of how.</summary>
public sealed class PredictionBatch(SegmentationModel model, IReadOnlyList<string> folds, PredictionOptions options)
{
    /// <summary>Whether <c>NAME.npz</c> with probabilities is written too.</summary>
    public bool HasProbabilities { get; init; }

    /// <summary>Whether pictures that have a result already are left alone; results appear whole or not at all, so one that is there is complete.</summary>
    public bool Continues { get; init; }

    /// <summary>Predicts every case and goes on past one that cannot be read.</summary>
    /// <param name="done">Told of each case: its result, or null where it was there already or failed, and the failure.</param>
    /// <returns>How many cases failed.</returns>
    public int Run(IReadOnlyList<DataSetCase> cases, string folder, Action<DataSetCase, PredictedPicture?, Exception?> done, CancellationToken token)
    {
        Directory.CreateDirectory(folder);
        WholeFile.WriteText(Path.Combine(folder, "plans.json"), model.Plans.ToJson());
        WholeFile.WriteText(Path.Combine(folder, "dataset.json"), model.Description.ToJson());
        using var predictor = new SegmentationPredictor(model, folds, options);
        string recordFile = Path.Combine(folder, "prediction.json");
        JsonObject settings = PredictionRecord.Settings(model, folds, options, predictor.Arithmetic);
        JsonArray pictures = Continues && File.Exists(recordFile) ? PythonJson.ReadObject(recordFile)["pictures"]!.DeepClone().AsArray() : [];
        int failures = 0;
        foreach (DataSetCase one in cases)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                PredictedPicture? predicted = One(predictor, one, folder, token);
                if (predicted is not null)
                {
                    pictures.Add(PredictionRecord.Entry(one, predicted));
                    WholeFile.WriteText(recordFile, PythonJson.Write(new JsonObject { ["settings"] = settings.DeepClone(), ["pictures"] = pictures.DeepClone() }) + "\n");
                }

                done(one, predicted, null);
            }
            catch (Exception failure) when (failure is SlideFormatException or FileNotFoundException)
            {
                failures++;
                done(one, null, failure);
            }
        }

        return failures;
    }

    private PredictedPicture? One(SegmentationPredictor predictor, DataSetCase one, string folder, CancellationToken token)
    {
        string labels = Path.Combine(folder, $"{one.Name}.png");
        string? probabilities = HasProbabilities ? Path.Combine(folder, $"{one.Name}.npz") : null;
        if (Continues && File.Exists(labels) && (probabilities is null || File.Exists(probabilities)))
        {
            return null;
        }

        PredictedPicture predicted = predictor.Predict(one, probabilities, token);
        PictureFile.WritePng(labels, predicted.Labels);
        return predicted;
    }
}
