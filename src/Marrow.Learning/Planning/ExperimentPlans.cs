using System.Text.Json.Nodes;

namespace Marrow.Learning;

/// <summary>
/// The plans of a data set: what nnU-Net writes as <c>nnUNetPlans.json</c> and puts beside a trained model as <c>plans.json</c>.
/// A configuration may inherit from another and change single entries.
/// </summary>
public sealed class ExperimentPlans
{
    private ExperimentPlans(JsonObject source) => Source = source;

    /// <summary>The file's whole content, so that what this program does not use is kept.</summary>
    public JsonObject Source { get; }

    public string DatasetName => (string)Source["dataset_name"]!;

    public string PlansName => (string)Source["plans_name"]!;

    public IReadOnlyList<string> Configurations => Source["configurations"]!.AsObject().Select(entry => entry.Key).ToArray();

    /// <summary>For each channel the grey levels found where something is annotated.</summary>
    public IReadOnlyList<ChannelIntensity> Intensities =>
        Source["foreground_intensity_properties_per_channel"]!.AsObject().Select(entry => ChannelIntensity.From(entry.Value!)).ToArray();

    /// <exception cref="InvalidDataException">The file is not JSON or lacks an entry.</exception>
    public static ExperimentPlans Read(string path)
    {
        JsonObject source = PythonJson.ReadObject(path);
        foreach (string key in new[] { "dataset_name", "plans_name", "configurations", "foreground_intensity_properties_per_channel" })
        {
            if (source[key] is null)
            {
                throw new InvalidDataException($"{Path.GetFileName(path)}: not plans, {key} is missing");
            }
        }

        return new ExperimentPlans(source);
    }

    internal static ExperimentPlans From(JsonObject source) => new(source);

    /// <summary>A configuration's entries with those that it inherits.</summary>
    internal JsonObject Resolved(string name) => Resolve(name, []);

    /// <summary>Reads a configuration with what it inherits.</summary>
    /// <exception cref="InvalidDataException">There is none of that name, it is three-dimensional, or it asks for something that is not built here.</exception>
    public PlanConfiguration Configuration(string name)
    {
        try
        {
            return PlanConfiguration.From(Resolve(name, []));
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"plans {PlansName}: the configuration {name} lacks an entry or holds one of another kind", error);
        }
    }

    /// <summary>The architecture entry of a configuration, as it stands in the file.</summary>
    /// <exception cref="InvalidDataException">There is no such configuration, or it has none.</exception>
    internal JsonObject ArchitectureOf(string name) =>
        Resolve(name, [])["architecture"] as JsonObject ?? throw new InvalidDataException($"plans {PlansName}: the configuration {name} has no architecture entry; plan again");

    /// <summary>The file's text.</summary>
    public string ToJson() => PythonJson.Write(Source);

    private JsonObject Resolve(string name, HashSet<string> visited)
    {
        JsonObject own = Source["configurations"]![name] as JsonObject
            ?? throw new InvalidDataException($"plans {PlansName} hold no configuration {name}; they hold {string.Join(", ", Configurations)}");
        if (!visited.Add(name))
        {
            throw new InvalidDataException($"plans {PlansName}: the configuration {name} inherits from itself");
        }

        if ((string?)own["inherits_from"] is not { } parent)
        {
            return own;
        }

        JsonObject merged = Resolve(parent, visited).DeepClone().AsObject();
        foreach ((string key, JsonNode? value) in own)
        {
            merged[key] = value?.DeepClone();
        }

        return merged;
    }
}
