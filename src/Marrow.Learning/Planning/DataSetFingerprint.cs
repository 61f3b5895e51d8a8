using System.Text.Json.Nodes;

namespace Marrow.Learning;

/// <summary>
/// What planning needs to know of a data set: the size and spacing of every case, and how bright the annotated pixels are.
/// Holds what nnU-Net's dataset_fingerprint.json holds (Isensee et al., 2021).
/// </summary>
/// <param name="Spacings">For each case z, y, x; flat pictures say 999, 1, 1.</param>
/// <param name="Shapes">For each case z, y, x in pixels after the black frame is cut away; z is 1 for a flat picture.</param>
/// <param name="Channels">One for each channel.</param>
/// <param name="MedianRelativeSize">Median over cases of area after cutting ÷ area before, 0 to 1.</param>
public sealed record DataSetFingerprint(
    IReadOnlyList<double[]> Spacings, IReadOnlyList<int[]> Shapes, IReadOnlyList<ChannelIntensity> Channels, double MedianRelativeSize)
{
    /// <exception cref="InvalidDataException">The file is not a fingerprint, or holds no case.</exception>
    public static DataSetFingerprint Read(string path)
    {
        JsonObject content = PythonJson.ReadObject(path);
        try
        {
            var fingerprint = new DataSetFingerprint(
                content["spacings"]!.AsArray().Select(row => row!.AsArray().Select(item => (double)item!).ToArray()).ToArray(),
                content["shapes_after_crop"]!.AsArray().Select(row => row!.AsArray().Select(item => (int)item!).ToArray()).ToArray(),
                content["foreground_intensity_properties_per_channel"]!.AsObject().Select(entry => ChannelIntensity.From(entry.Value!)).ToArray(),
                (double)content["median_relative_size_after_cropping"]!);
            return fingerprint.Shapes.Count > 0 && fingerprint.Shapes.Count == fingerprint.Spacings.Count
                ? fingerprint
                : throw new InvalidDataException($"{Path.GetFileName(path)}: {fingerprint.Shapes.Count} shapes and {fingerprint.Spacings.Count} spacings, wanted one of each for every case");
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: not a data set fingerprint", error);
        }
    }

    /// <summary>The text of dataset_fingerprint.json.</summary>
    public string ToJson() => PythonJson.Write(new JsonObject
    {
        ["foreground_intensity_properties_per_channel"] = IntensityJson(),
        ["median_relative_size_after_cropping"] = MedianRelativeSize,
        ["shapes_after_crop"] = new JsonArray(Shapes.Select(shape => (JsonNode)new JsonArray(shape.Select(side => (JsonNode)side).ToArray())).ToArray()),
        ["spacings"] = new JsonArray(Spacings.Select(spacing => (JsonNode)new JsonArray(spacing.Select(side => (JsonNode)side).ToArray())).ToArray()),
    });

    internal JsonObject IntensityJson() =>
        new(Channels.Select((channel, i) => KeyValuePair.Create($"{i}", (JsonNode?)channel.ToJson())));
}
