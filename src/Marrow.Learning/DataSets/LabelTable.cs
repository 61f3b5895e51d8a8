using System.Text.Json.Nodes;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// What the numbers of a label map mean: names to labels, or names to regions (several labels that together are one structure),
/// and perhaps an ignore label for pixels that nobody annotated. Follows the <c>labels</c> entry of nnU-Net's dataset.json.
/// </summary>
public sealed class LabelTable
{
    private readonly List<LabelEntry> _entries;

    /// <param name="entries">In the order of the file; one is named <c>background</c> and holds the single label 0.</param>
    /// <param name="regionsClassOrder">The label written for each region, later ones over earlier; needed where an entry is a region.</param>
    /// <exception cref="ArgumentException">No background, labels that skip a number, an ignore label that is not the highest, regions without order.</exception>
    public LabelTable(IEnumerable<LabelEntry> entries, IReadOnlyList<int>? regionsClassOrder = null)
    {
        _entries = entries.ToList();
        LabelEntry? background = _entries.Find(entry => entry.Name == "background");
        if (background is null || background.Labels.Count != 1 || background.Labels[0] != 0)
        {
            throw new ArgumentException("labels: background must be there and be 0");
        }

        HasRegions = _entries.Exists(entry => entry.Labels.Count > 1);
        IgnoreLabel = _entries.Find(entry => entry.Name == "ignore")?.Labels.Single();
        Labels = Annotated.SelectMany(entry => entry.Labels).Distinct().Order().ToArray();
        RegionsClassOrder = regionsClassOrder ?? [];
        CheckNumbers();
    }

    /// <summary>The entries in the order of the file, the ignore label among them.</summary>
    public IReadOnlyList<LabelEntry> Entries => _entries;

    /// <summary>True where some entry joins several labels; the network then has one sigmoid output for each region.</summary>
    public bool HasRegions { get; }

    public int? IgnoreLabel { get; }

    /// <summary>All labels that are annotated, ascending, background first, the ignore label left out.</summary>
    public IReadOnlyList<int> Labels { get; }

    public IReadOnlyList<int> RegionsClassOrder { get; }

    /// <summary>What is scored and sampled: each foreground label alone, or each region, in the order of the file.</summary>
    public IReadOnlyList<LabelEntry> Foreground => HasRegions
        ? Annotated.Where(entry => entry.Labels.Any(label => label != 0)).ToArray()
        : Labels.Where(label => label != 0).Select(label => new LabelEntry(NameOf(label), [label])).ToArray();

    /// <summary>How many channels the network gives: labels with background, or regions without.</summary>
    public int HeadCount => HasRegions ? Foreground.Count : Labels.Count;

    private IEnumerable<LabelEntry> Annotated => _entries.Where(entry => entry.Name != "ignore");

    /// <summary>The name of a single label.</summary>
    public string NameOf(int label) => _entries.Find(entry => entry.Labels.Count == 1 && entry.Labels[0] == label)?.Name ?? $"label {label}";

    /// <summary>Which labels of a map the table does not know, in words; empty where it knows all.</summary>
    public string Foreign(LabelMap map)
    {
        HashSet<int> allowed = [.. Labels, .. IgnoreLabel is int ignore ? new[] { ignore } : []];
        int[] foreign = map.Labels.Distinct().Where(label => !allowed.Contains(label)).Order().ToArray();
        return foreign.Length == 0
            ? ""
            : $"holds the label{(foreign.Length > 1 ? "s" : "")} {string.Join(", ", foreign.Take(10))}, dataset.json knows {string.Join(", ", allowed.Order())}";
    }

    /// <summary>Reads the entries <c>labels</c> and <c>regions_class_order</c> of a dataset.json.</summary>
    /// <exception cref="ArgumentException">The entries do not fit together.</exception>
    public static LabelTable From(JsonObject description)
    {
        JsonObject labels = description["labels"] as JsonObject ?? throw new ArgumentException("dataset.json has no labels");
        int[]? order = (description["regions_class_order"] as JsonArray)?.Select(item => (int)item!).ToArray();
        return new LabelTable(labels.Select(entry => new LabelEntry(entry.Key, LabelsOf(entry.Key, entry.Value)) { IsListed = entry.Value is JsonArray }), order);
    }

    private static int[] LabelsOf(string name, JsonNode? value)
    {
        try
        {
            return value is JsonArray list ? list.Select(item => (int)item!).ToArray() : [(int)value!];
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new ArgumentException($"labels: {name} must be a whole number or a list of whole numbers (an old data set writes them the other way round)", error);
        }
    }

    private void CheckNumbers()
    {
        for (int i = 0; i < Labels.Count; i++)
        {
            if (Labels[i] != i)
            {
                throw new ArgumentException($"labels: the numbers must follow each other from 0, {i} is missing before {Labels[i]}");
            }
        }

        if (Labels[^1] > byte.MaxValue || RegionsClassOrder.Any(label => label is < 0 or > byte.MaxValue))
        {
            throw new ArgumentException($"labels: {Math.Max(Labels[^1], RegionsClassOrder.DefaultIfEmpty().Max())} is above {byte.MaxValue}, the highest label that is predicted");
        }

        if (IgnoreLabel is int ignore && ignore != Labels.Count)
        {
            throw new ArgumentException($"labels: ignore must be the highest label, {Labels.Count}, not {ignore}");
        }

        if (HasRegions && RegionsClassOrder.Count != Foreground.Count)
        {
            throw new ArgumentException($"regions_class_order must name a label for each of the {Foreground.Count} regions, it has {RegionsClassOrder.Count}");
        }
    }
}
