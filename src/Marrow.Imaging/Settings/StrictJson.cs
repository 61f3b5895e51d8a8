using System.Text.Json;
using System.Text.Json.Serialization;

namespace Marrow.Imaging;

/// <summary>
/// How settings, references and results are written as JSON, and read back strictly:
/// an unknown, repeated or null key is an error. Property names are camelCase, enumerations their names in camelCase.
/// </summary>
public static class StrictJson
{
    /// <summary>The options for writing and strict reading; numbers round-trip.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Reads a record from JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON or does not fit the record; the message says where.</exception>
    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("expected an object, got null");

    /// <summary>Writes a record as indented JSON with a final newline.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    private static JsonSerializerOptions Create() => new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}
