namespace Marrow.Learning;

/// <summary>Where a training run reads and writes.</summary>
/// <param name="Folder">The run's own folder, <c>fold_k</c> of a model.</param>
/// <param name="Raw">Pictures and labels.</param>
/// <param name="Planned">The folder with plans, dataset.json and folds.</param>
public sealed record TrainingPlace(RunFolder Folder, DataSetFolder Raw, string Planned);
