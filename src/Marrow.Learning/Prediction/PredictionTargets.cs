using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Which files a prediction writes, looked at before the first is written: none may be one that it reads, and no two pictures may share one.</summary>
internal static class PredictionTargets
{
    /// <exception cref="IOException">A picture, or the model, would be written over, or two pictures would give one file.</exception>
    public static void Check(IReadOnlyList<DataSetCase> cases, SegmentationModel model, string folder)
    {
        string path = RealPath.Of(folder);
        if (path == RealPath.Of(model.FolderPath))
        {
            throw new IOException($"{folder}: is the model's own folder; name another one for the predictions");
        }

        // A picture that is itself a link would be replaced too.
        HashSet<string> inputs = [.. cases.SelectMany(one => one.Images).Select(image => Path.Combine(RealPath.Of(Path.GetDirectoryName(Path.GetFullPath(image))!), Path.GetFileName(image)))];
        foreach (DataSetCase one in cases)
        {
            foreach (string file in new[] { $"{one.Name}.png", $"{one.Name}.npz" }.Where(file => inputs.Contains(Path.Combine(path, file))))
            {
                throw new IOException($"{Path.Combine(folder, file)}: is a picture to be predicted, and labels would be written over it; name another folder for them");
            }
        }

        foreach (IGrouping<string, DataSetCase> same in cases.GroupBy(one => one.Name).Where(group => group.Count() > 1))
        {
            throw new IOException($"{string.Join(" and ", same.Select(one => Path.GetFileName(one.Images[0])))} would both be predicted into {same.Key}.png; rename one, or predict them apart");
        }
    }
}
