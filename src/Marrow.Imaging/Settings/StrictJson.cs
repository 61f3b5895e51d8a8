using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Marrow.Imaging;

/// <summary>
/// How settings, references and results are written as JSON, and read back strictly:
/// an unknown, repeated or null key is an error. Property names are camelCase, enumerations their names in camelCase.
/// </summary>
/// <remarks>What System.Text.Json writes under such options, byte for byte, without code that is made while the program runs; records keep their defaults.</remarks>
public static class StrictJson
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a record from JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON or does not fit the record; the message says where.</exception>
    public static T Read<T>(string json)
        where T : notnull
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return (T)JsonValueReader.Read(document.RootElement, typeof(T), "");
    }

    /// <summary>Writes a record as indented JSON with a final newline.</summary>
    public static string Write<T>(T value)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text, Layout))
        {
            JsonValueWriter.Write(json, value);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan) + "\n";
    }
}
