using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Marrow.Learning;

/// <summary>
/// JSON as Python's json module reads and writes it, for the files that nnU-Net shares with us:
/// four spaces of indentation, floats that keep their point (<c>1.0</c>), and the bare words NaN and Infinity.
/// </summary>
public static partial class PythonJson
{
    /// <summary>Reads an object from a file.</summary>
    /// <exception cref="InvalidDataException">The file is not JSON, or not an object; the message names file and line.</exception>
    public static JsonObject ReadObject(string path) =>
        Read(path) as JsonObject ?? throw new InvalidDataException($"{Path.GetFileName(path)}: expected a JSON object");

    /// <summary>Reads any JSON value from a file; NaN and the infinities come back as numbers.</summary>
    /// <exception cref="InvalidDataException">The file is not JSON; the message names file and line.</exception>
    public static JsonNode? Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: not JSON (line {(error.LineNumber ?? 0) + 1})", error);
        }
    }

    /// <summary>Parses JSON text in which NaN, Infinity and -Infinity may stand as numbers.</summary>
    public static JsonNode? Parse(string json)
    {
        string quoted = BareWords().Replace(json, match => match.Groups["word"].Success ? $"\"\\u0000{match.Groups["word"].Value}\"" : match.Value);
        return Restore(JsonNode.Parse(quoted));
    }

    /// <summary>The text of a value, four spaces a level, no final newline.</summary>
    public static string Write(JsonNode? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    // A quoted string is matched first and left alone, so that a bare word inside it stays text.
    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|(?<word>-?Infinity|NaN)")]
    private static partial Regex BareWords();

    private static JsonNode? Restore(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject entries:
                foreach (string key in entries.Select(entry => entry.Key).ToArray())
                {
                    Replace(entries[key], restored => entries[key] = restored);
                }

                break;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    int index = i;
                    Replace(items[i], restored => items[index] = restored);
                }

                break;
        }

        return node;
    }

    private static void Replace(JsonNode? node, Action<JsonNode> put)
    {
        if (node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 && text[0] == '\0')
        {
            put(JsonValue.Create(text[1..] switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, _ => double.NegativeInfinity }));
            return;
        }

        Restore(node);
    }

    private static void Write(StringBuilder text, JsonNode? value, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject entries:
                WriteAll(text, '{', '}', depth, entries.ToList(), entry =>
                {
                    text.Append(Quoted(entry.Key)).Append(": ");
                    Write(text, entry.Value, depth + 1);
                });
                break;
            case JsonArray items:
                WriteAll(text, '[', ']', depth, items.ToList(), item => Write(text, item, depth + 1));
                break;
            case JsonValue leaf:
                text.Append(Leaf(leaf));
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, char open, char close, int depth, List<T> items, Action<T> write)
    {
        text.Append(open);
        for (int i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n").Append(' ', 4 * (depth + 1));
            write(items[i]);
        }

        if (items.Count > 0)
        {
            text.Append('\n').Append(' ', 4 * depth);
        }

        text.Append(close);
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string Leaf(JsonValue leaf)
    {
        if (leaf.TryGetValue(out string? text))
        {
            return Quoted(text);
        }

        if (leaf.TryGetValue(out JsonElement element))
        {
            return element.GetRawText();
        }

        return leaf.TryGetValue(out double number) && !leaf.TryGetValue(out int _) && !leaf.TryGetValue(out long _) ? Number(number) : leaf.ToJsonString();
    }

    private static string Number(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "Infinity" : "-Infinity";
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
        return text.Contains('.') || text.Contains('e') ? text : text + ".0";
    }
}
