namespace Marrow.Learning;

/// <summary>A whole training from planned data to scored validation, begun anew or gone on with.</summary>
public sealed class TrainingRun(TrainingPlace place, TrainingRequest request, int threads)
{
    private readonly FoldValidation validation = new(place.Folder, place.Raw, request.Configuration);

    /// <summary>Trains what is left to train and validates; a continued run ends with the bytes of an undisturbed one.</summary>
    /// <param name="continues">Goes on from the last saved state, where there is one.</param>
    /// <param name="report">Told of each epoch.</param>
    /// <returns>The validation's scores, or null where all had been done before.</returns>
    /// <exception cref="IOException">The folder holds a training and <paramref name="continues"/> is false, or one with other settings.</exception>
    /// <exception cref="InvalidDataException">Data, plans or fold do not fit.</exception>
    public SegmentationEvaluation? Run(bool continues, Action<EpochRecord> report, CancellationToken token)
    {
        RunFolder folder = place.Folder;
        if (!continues && folder.HasTraining)
        {
            throw new IOException($"{folder.Path}: holds a training already; add --continue to go on with it, or name another folder with --out");
        }

        if (!File.Exists(folder.Final))
        {
            Train(PlannedTraining.Prepare(place.Raw, place.Planned, request), report, token);
        }

        IReadOnlyList<string> names = PlannedTraining.Split(place.Raw, place.Planned, request.Fold).Validation;
        SegmentationEvaluation? scores = File.Exists(validation.Summary) ? null : Validate(names, token);
        if (scores is not null || !TrainedCard.Holds(folder))
        {
            validation.Describe(names, threads, token);
        }

        return scores;
    }

    private void Train(TrainingSetup setup, Action<EpochRecord> report, CancellationToken token)
    {
        using SegmentationTraining training = new(setup);
        if (File.Exists(place.Folder.Latest))
        {
            TrainingRunRecord.RequireSame(place.Folder, setup, request);
            training.Continue(place.Folder.Latest);
        }
        else
        {
            validation.Clear();
            TrainedCard.Revise(place.Folder);
            if (request.Weights is { } weights)
            {
                training.StartFrom(weights);
            }
        }

        TrainingRunRecord.Write(place.Folder, setup, request, threads);
        training.Run(place.Folder, report, token);
    }

    private SegmentationEvaluation Validate(IReadOnlyList<string> names, CancellationToken token)
    {
        // A training that ended between its last two acts leaves a state that nobody needs any more.
        File.Delete(place.Folder.Latest);
        // Scores that decide between models are taken as they were trained, in 32 bits.
        return validation.Run(names, new PredictionOptions { Threads = threads, Device = request.Device, UsesHalf = false }, token);
    }
}
