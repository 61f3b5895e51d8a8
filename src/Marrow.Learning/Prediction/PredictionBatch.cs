using System.Text.Json.Nodes;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Predicts many pictures into a folder: <c>NAME.png</c> each, probabilities where asked for, and a record of how.</summary>
public sealed class PredictionBatch(SegmentationModel model, IReadOnlyList<string> folds, PredictionOptions options)
{
    /// <summary>Whether <c>NAME.npz</c> with probabilities is written too.</summary>
    public bool HasProbabilities { get; init; }

    /// <summary>
    /// Whether pictures that have a result and stand in the record are left alone. Results appear whole or not at all, so one that is there is complete,
    /// and a batch that was killed and continued ends with the bytes of an undisturbed one.
    /// </summary>
    public bool Continues { get; init; }

    /// <summary>Predicts every case and goes on past one that cannot be read.</summary>
    /// <param name="done">Told of each case: how it was predicted, or null where it was there already or failed, and the failure.</param>
    /// <returns>How many cases failed.</returns>
    /// <exception cref="IOException">The disk is full, or another prediction runs into the folder.</exception>
    /// <exception cref="InvalidDataException">What is to be continued was made with other settings.</exception>
    public int Run(IReadOnlyList<DataSetCase> cases, string path, Action<DataSetCase, PredictedWindows?, Exception?> done, CancellationToken token)
    {
        using var folder = new PredictionFolder(path);
        // Hashing takes as long as loading: one beside the other.
        Task<JsonObject> checkpoints = Task.Run(() => PredictionRecord.Checkpoints(model, folds.Where(model.Folds.Contains).ToArray()), token);
        using var predictor = new SegmentationPredictor(model, folds, options);
        folder.Begin(PredictionRecord.Settings(model, checkpoints.GetAwaiter().GetResult(), options, predictor.Arithmetic), Continues);
        WholeFile.WriteText(folder.Of("plans.json"), model.Plans.ToJson());
        WholeFile.WriteText(folder.Of("dataset.json"), model.Description.ToJson());
        int failures = 0;
        foreach (DataSetCase one in cases)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                done(one, One(predictor, one, folder, token), null);
            }
            catch (Exception failure) when (failure is SlideFormatException or FileNotFoundException)
            {
                failures++;
                done(one, null, failure);
            }
        }

        return failures;
    }

    private PredictedWindows? One(SegmentationPredictor predictor, DataSetCase one, PredictionFolder folder, CancellationToken token)
    {
        string file = folder.Of($"{one.Name}.png");
        string? probabilities = HasProbabilities ? folder.Of($"{one.Name}.npz") : null;
        if (Continues && folder.Has(one.Name) && File.Exists(file) && (probabilities is null || File.Exists(probabilities)))
        {
            return null;
        }

        using var labels = new LabelPng(file);
        PredictedWindows predicted = predictor.Predict(one, labels, probabilities, token);
        labels.Complete();
        folder.Add(PredictionRecord.Entry(one, predicted));
        return predicted;
    }
}
