using System.Globalization;
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

    /// <summary>Told in a sentence why a model is predicted slower than it could be.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Predicts every case and goes on past one that cannot be read.</summary>
    /// <param name="done">Told of each case: how it was predicted, or null where it was there already or failed, and the failure.</param>
    /// <returns>Why cases failed, in their order.</returns>
    /// <exception cref="IOException">
    /// The disk is full, another prediction runs into the folder, a picture would be written over, or two would give one file.
    /// </exception>
    /// <exception cref="InvalidDataException">What is to be continued was made with other settings.</exception>
    public IReadOnlyList<Exception> Run(IReadOnlyList<DataSetCase> cases, string path, Action<DataSetCase, PredictedWindows?, Exception?> done, CancellationToken token)
    {
        PredictionTargets.Check(cases, model, path);
        using var folder = new PredictionFolder(path);
        // Hashing takes as long as loading: one beside the other.
        Task<JsonObject> checkpoints = Task.Run(() => PredictionRecord.Checkpoints(model, folds.Where(model.Folds.Contains).ToArray()), token);
        using var predictor = new SegmentationPredictor(model, folds, options) { Spill = SpillLimit.In(path) };
        if (predictor.HoldsHalfBack)
        {
            Notice?.Invoke(HeldBack());
        }

        folder.Begin(PredictionRecord.Settings(model, checkpoints.GetAwaiter().GetResult(), options, predictor.Arithmetic), Continues);
        WholeFile.WriteText(folder.Of("plans.json"), model.Plans.ToJson());
        WholeFile.WriteText(folder.Of("dataset.json"), model.Description.ToJson());
        List<Exception> failures = [];
        foreach (DataSetCase one in cases)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                done(one, One(predictor, one, folder, token), null);
            }
            catch (Exception failure) when (failure is SlideFormatException or FileNotFoundException)
            {
                failures.Add(failure);
                done(one, null, failure);
            }
        }

        return failures;
    }

    private string HeldBack() => string.Create(CultureInfo.InvariantCulture, $"marrow: {Path.GetFileName(model.FolderPath)}: predicted in 32-bit floats, for {model.Card?.Agreement switch
    {
        { Arithmetic: PredictionArithmetic.Half or PredictionArithmetic.Matrix } found => $"16-bit ones keep {100 * found.Share:F3} % of its labels",
        _ => "nobody measured whether 16-bit ones keep its labels (marrow segment agreement does; --float16 takes them all the same)",
    }}");

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
