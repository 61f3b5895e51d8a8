using System.Text.Json.Nodes;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>What a network is trained from; checkpoints carry it so that they can be used alone.</summary>
/// <param name="Plans">The content of <c>plans.json</c>.</param>
/// <param name="Description">The content of <c>dataset.json</c>.</param>
/// <param name="Configuration">The plans' configuration: <c>2d</c>.</param>
/// <param name="Fold">0–4, or null for all cases.</param>
public sealed record TrainingOrigin(JsonObject Plans, JsonObject Description, string Configuration, int? Fold)
{
    internal CheckpointMap ToCheckpoint() => new()
    {
        { "plans", Plain(Plans) },
        { "configuration", Configuration },
        { "fold", Fold is { } fold ? (long)fold : "all" },
        { "dataset_json", Plain(Description) },
    };

    private static object? Plain(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => Fill(map),
        JsonArray list => list.Select(Plain).ToList(),
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        JsonValue value when value.TryGetValue(out long whole) => whole,
        JsonValue value when value.TryGetValue(out double number) => number,
        _ => (string)node!,
    };

    private static CheckpointMap Fill(JsonObject source)
    {
        var map = new CheckpointMap();
        foreach ((string key, JsonNode? value) in source)
        {
            map.Add(key, Plain(value));
        }

        return map;
    }
}
