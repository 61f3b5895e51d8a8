using System.Text.Json;
using System.Text.Json.Nodes;

namespace Marrow.Learning.Tests;

/// <summary>Lists where two JSON values differ, numbers within a tolerance.</summary>
internal static class JsonDifference
{
    public static IEnumerable<string> Between(JsonNode? expected, JsonNode? actual, double tolerance, string path = "")
    {
        switch (expected, actual)
        {
            case (JsonObject a, JsonObject b):
                return a.Select(entry => entry.Key).Union(b.Select(entry => entry.Key))
                    .SelectMany(key => a.ContainsKey(key) && b.ContainsKey(key)
                        ? Between(a[key], b[key], tolerance, $"{path}.{key}")
                        : [$"{path}.{key}: {(a.ContainsKey(key) ? "missing" : "unexpected")}"]);
            case (JsonArray a, JsonArray b) when a.Count == b.Count:
                return a.Select((item, i) => (item, i)).SelectMany(pair => Between(pair.item, b[pair.i], tolerance, $"{path}[{pair.i}]"));
            default:
                return IsSame(expected, actual, tolerance) ? [] : [$"{path}: expected {expected?.ToString() ?? "null"}, got {actual?.ToString() ?? "null"}"];
        }
    }

    private static bool IsSame(JsonNode? expected, JsonNode? actual, double tolerance)
    {
        if (expected is null || actual is null || expected is not JsonValue || actual is not JsonValue)
        {
            return expected is null && actual is null;
        }

        if (expected.GetValueKind() == JsonValueKind.Number && actual.GetValueKind() == JsonValueKind.Number)
        {
            double a = Number(expected), b = Number(actual);
            return (double.IsNaN(a) && double.IsNaN(b)) || Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(a));
        }

        return expected.GetValueKind() == actual.GetValueKind() && expected.ToString() == actual.ToString();
    }

    private static double Number(JsonNode node) =>
        node.AsValue().TryGetValue(out double wide) ? wide : node.AsValue().TryGetValue(out long whole) ? whole : node.GetValue<int>();
}
