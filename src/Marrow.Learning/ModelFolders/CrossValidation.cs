using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// Brings the validation predictions of a model's folds together (each case is judged by the fold that did not train on it), scores them,
/// and finds which of several models, or which pair of them, is best.
/// </summary>
public static class CrossValidation
{
    /// <summary>Copies <c>fold_k/validation</c> of every fold into one folder and writes its summary.json.</summary>
    /// <returns>The mean Dice over foreground structures.</returns>
    /// <exception cref="InvalidDataException">A fold has no validation, or two folds predict the same case.</exception>
    public static double Collect(SegmentationModel model, IReadOnlyList<string> folds, string references, string target)
    {
        Directory.CreateDirectory(target);
        HashSet<string> seen = [];
        foreach (string fold in folds)
        {
            string validation = Path.Combine(model.FolderPath, $"fold_{fold}", "validation");
            if (!Directory.Exists(validation))
            {
                throw new InvalidDataException($"{Path.GetFileName(model.FolderPath)}: fold {fold} has no validation; train it to its end");
            }

            foreach (string file in Directory.GetFiles(validation, "*.npz").Concat(LabelFiles.Of(validation, model.Description.FileEnding)))
            {
                if (!seen.Add(Path.GetFileName(file)))
                {
                    throw new InvalidDataException($"{Path.GetFileName(file)} is predicted by more than one fold; the folds were not drawn apart");
                }

                WholeFile.WriteNamed(Path.Combine(target, Path.GetFileName(file)), path => File.Copy(file, path, overwrite: true));
            }
        }

        return Score(target, references, model.Description);
    }

    /// <summary>Compares models, and pairs of models whose validation kept probabilities, by mean foreground Dice.</summary>
    /// <param name="folder">Gets one folder for each model and pair, and <c>postprocessing.json</c> in the best one.</param>
    /// <returns>Name and mean Dice of every candidate, the best first; a single model wins a tie.</returns>
    public static IReadOnlyList<(string Name, double Dice)> Compare(IReadOnlyList<SegmentationModel> models, IReadOnlyList<string> folds, string references, string folder)
    {
        List<(string Name, double Dice)> found = [];
        foreach (SegmentationModel model in models)
        {
            string name = Path.GetFileName(model.FolderPath);
            found.Add((name, Collect(model, folds, references, Path.Combine(folder, name))));
        }

        for (int i = 0; i < models.Count; i++)
        {
            for (int j = i + 1; j < models.Count; j++)
            {
                string[] members = [Path.Combine(folder, found[i].Name), Path.Combine(folder, found[j].Name)];
                if (members.All(member => Directory.EnumerateFiles(member, "*.npz").Any()))
                {
                    string name = $"ensemble___{found[i].Name}___{found[j].Name}", target = Path.Combine(folder, name);
                    if (ProbabilityEnsemble.Join((members, null), models[i].Description.Labels, target, CancellationToken.None).Failures is [var failure, ..])
                    {
                        throw failure;
                    }

                    found.Add((name, Score(target, references, models[i].Description)));
                }
            }
        }

        (string Name, double Dice)[] ranked = found.OrderByDescending(one => one.Dice).ToArray();
        PostprocessingFiles.Determine(references, Path.Combine(folder, ranked[0].Name), models[0].Description);
        return ranked;
    }

    private static double Score(string predictions, string references, DataSetDescription description)
    {
        var options = new EvaluationOptions { HasSurfaces = false };
        var evaluation = SegmentationEvaluation.OfFolders(references, predictions, description.Labels, description.FileEnding, options);
        EvaluationFiles.Write(evaluation, options, predictions);
        return (double)EvaluationSummary.Reference(evaluation)["foreground_mean"]!["Dice"]!;
    }
}
