namespace Marrow.Learning;

/// <summary>The card of a model that is trained here, written when a fold is complete: hashes, scores, grey levels, agreement of the fast kernels.</summary>
internal static class TrainedCard
{
    /// <summary>True where the card speaks of this fold.</summary>
    public static bool Holds(RunFolder fold) => ModelCard.Read(Model(fold))?.Files.ContainsKey(Checkpoint(fold)) is true;

    /// <summary>A fold that is trained anew, and folds that are gone, leave the card, so that the model can be used meanwhile.</summary>
    public static void Revise(RunFolder fold)
    {
        string folder = Model(fold);
        if (ModelCard.Read(folder) is not { } card)
        {
            return;
        }

        string own = $"{Path.GetFileName(fold.Path)}/";
        var files = card.Files.Where(file => !file.Key.StartsWith(own, StringComparison.Ordinal) && File.Exists(Path.Combine(folder, file.Key)))
            .ToDictionary(file => file.Key, file => file.Value);
        (card with { Files = new SortedDictionary<string, string>(files, StringComparer.Ordinal) }).Write(folder, fold.Path);
    }

    /// <summary>Writes the card anew, over every fold that is complete.</summary>
    /// <param name="fold">The one that was trained.</param>
    /// <param name="cases">What the fold was judged on; a few of them tell how well the fast kernels keep labels, unmirrored, which is the harder case.</param>
    public static void Write(RunFolder fold, SegmentationModel model, IReadOnlyList<DataSetCase> cases, int threads, CancellationToken token)
    {
        string folder = model.FolderPath, name = Path.GetFileName(folder);
        string origin = name.Split("__").Length == 3 ? name : $"nnUNetTrainer__{model.Plans.PlansName}__{model.ConfigurationName}";
        ModelNotes notes = new ModelNotes().Over(ModelCard.Read(folder));
        IEnumerable<string> files = ModelPackage.Files(folder).Where(file => !file.Contains('/') || file.EndsWith($"/{model.CheckpointName}", StringComparison.Ordinal));
        ModelCard card = ModelCard.For(model, (model.Plans.DatasetName, origin), notes, files) with
        {
            Metrics = ModelCard.Scores(model),
            Agreement = AgreementMeasurement.Of(model, AgreementPictures.Among(cases), new PredictionOptions { HasMirroring = false, Threads = threads }, token),
        };
        card.Write(folder, fold.Path);
    }

    private static string Model(RunFolder fold) => Path.GetDirectoryName(Path.GetFullPath(fold.Path))!;

    private static string Checkpoint(RunFolder fold) => $"{Path.GetFileName(fold.Path)}/{Path.GetFileName(fold.Final)}";
}
