using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Looks into every picture of a data set and says in sentences what would go wrong in training.</summary>
public static class DataSetCheck
{
    /// <summary>One sentence for each problem, by case; empty where the data set is sound.</summary>
    public static IReadOnlyList<string> Problems(DataSetFolder folder, CancellationToken token)
    {
        List<string> problems = [];
        int wanted = folder.Description.TrainingCount;
        if (folder.Cases.Count != wanted)
        {
            problems.Add($"dataset.json says {wanted} training cases, there are {folder.Cases.Count}");
        }

        problems.AddRange(LabelsWithoutPicture(folder));
        problems.AddRange(folder.Cases.AsParallel().AsOrdered().WithCancellation(token).Select(one => Look(one, folder.Description).ToArray()).ToArray().SelectMany(own => own));
        return problems;
    }

    /// <summary>Refuses a case that cannot be trained on.</summary>
    /// <exception cref="InvalidDataException">Its channels or labels are not those of the description.</exception>
    internal static void Require(DataSetCase one, Planes picture, LabelMap labels, DataSetDescription description)
    {
        string? problem = Channels(one, picture, description).Concat(Unexpected(one, labels, description.Labels)).FirstOrDefault();
        if (problem is not null)
        {
            throw new InvalidDataException(problem);
        }
    }

    private static IEnumerable<string> LabelsWithoutPicture(DataSetFolder folder)
    {
        string labels = Path.Combine(folder.FolderPath, "labelsTr");
        if (!Directory.Exists(labels))
        {
            return [];
        }

        HashSet<string> known = folder.Cases.Select(one => one.Name).ToHashSet();
        return Directory.GetFiles(labels, $"*{folder.Description.FileEnding}")
            .Select(file => Path.GetFileName(file)[..^folder.Description.FileEnding.Length])
            .Where(name => !known.Contains(name))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name}: has labels but no picture");
    }

    private static List<string> Look(DataSetCase one, DataSetDescription description)
    {
        List<string> problems = [];
        try
        {
            Planes picture = CaseReader.ReadImages(one, description.ChannelNames.Count);
            problems.AddRange(Channels(one, picture, description));
            if (!File.Exists(one.Label))
            {
                problems.Add($"{one.Name}: has a picture but no labels ({Path.GetFileName(one.Label)} is missing)");
                return problems;
            }

            problems.AddRange(Unexpected(one, CaseReader.ReadLabels(one, picture.Size), description.Labels));
        }
        catch (Exception damage) when (damage is SlideFormatException or IOException)
        {
            problems.Add($"{one.Name}: {damage.Message}");
        }

        return problems;
    }

    private static IEnumerable<string> Channels(DataSetCase one, Planes picture, DataSetDescription description) =>
        picture.Channels == description.ChannelNames.Count ? [] : [$"{one.Name}: has {picture.Channels} channels, dataset.json names {description.ChannelNames.Count}"];

    private static IEnumerable<string> Unexpected(DataSetCase one, LabelMap labels, LabelTable table) =>
        table.Foreign(labels) is { Length: > 0 } foreign ? [$"{one.Name}: {foreign}"] : [];
}
