using System.Text.Json.Nodes;

namespace Marrow.Learning;

/// <summary>What a dataset.json says: channels, labels, how many training cases, and the pictures' file ending.</summary>
public sealed class DataSetDescription
{
    private static readonly string[] Required = ["labels", "numTraining", "file_ending"];

    private DataSetDescription(string path, JsonObject content)
    {
        Source = content;
        string file = Path.GetFileName(path);
        string channels = content["channel_names"] is null && content["modality"] is not null ? "modality" : "channel_names";
        string[] missing = Required.Prepend(channels).Where(key => content[key] is null).ToArray();
        if (missing.Length > 0)
        {
            throw new InvalidDataException($"{file}: missing {string.Join(", ", missing)}");
        }

        ChannelNames = Read(file, channels, "one text for each channel", () => content[channels]!.AsObject().Select(entry => (string)entry.Value!).ToArray());
        TrainingCount = Read(file, "numTraining", "a whole number", () => (int)content["numTraining"]!);
        FileEnding = Read(file, "file_ending", "an ending with its point, as .png", () => (string)content["file_ending"]! is ['.', _, ..] ending ? ending : throw new FormatException());
        try
        {
            Labels = LabelTable.From(content);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{file}: {error.Message}", error);
        }
    }

    /// <summary>One name for each channel, in channel order (in old files under <c>modality</c>); a name such as <c>rgb_to_0_1</c> also chooses how the channel is scaled.</summary>
    public IReadOnlyList<string> ChannelNames { get; }

    public LabelTable Labels { get; }

    public int TrainingCount { get; }

    /// <summary>With its point: <c>.png</c>.</summary>
    public string FileEnding { get; }

    /// <summary>The file's whole content, other people's keys included.</summary>
    public JsonObject Source { get; }

    /// <exception cref="InvalidDataException">The file is not JSON, lacks a key, or its labels do not fit together.</exception>
    public static DataSetDescription Read(string path) => new(path, PythonJson.ReadObject(path));

    /// <summary>Builds a description for pictures of our own.</summary>
    public static DataSetDescription Create(IReadOnlyList<string> channelNames, IReadOnlyList<LabelEntry> labels, int trainingCount, string fileEnding)
    {
        var channels = new JsonObject(channelNames.Select((name, i) => KeyValuePair.Create($"{i}", (JsonNode?)name)));
        var table = new JsonObject(labels.Select(entry => KeyValuePair.Create(entry.Name, (JsonNode?)entry.Labels.Single())));
        return new DataSetDescription("dataset.json", new JsonObject
        {
            ["channel_names"] = channels,
            ["labels"] = table,
            ["numTraining"] = trainingCount,
            ["file_ending"] = fileEnding,
        });
    }

    /// <summary>The file's text.</summary>
    public string ToJson() => PythonJson.Write(Source);

    private static T Read<T>(string file, string key, string kind, Func<T> convert)
    {
        try
        {
            return convert();
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{file}: {key} must be {kind}", error);
        }
    }
}
