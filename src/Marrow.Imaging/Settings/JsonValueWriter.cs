using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Marrow.Imaging;

/// <summary>Writes numbers, words, lists, dictionaries and records of them.</summary>
internal static class JsonValueWriter
{
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case float number:
                json.WriteNumberValue(number);
                break;
            case Enum word:
                json.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(word.ToString()));
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case long or int or uint or short or ushort or byte or sbyte:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DateOnly date:
                json.WriteStringValue(date.ToString("O", CultureInfo.InvariantCulture));
                break;
            case IDictionary entries:
                WriteEntries(json, entries);
                break;
            case IEnumerable items:
                WriteItems(json, items);
                break;
            default:
                WriteMembers(json, value);
                break;
        }
    }

    private static void WriteEntries(Utf8JsonWriter json, IDictionary entries)
    {
        json.WriteStartObject();
        foreach (DictionaryEntry entry in entries)
        {
            json.WritePropertyName((string)entry.Key);
            Write(json, entry.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter json, IEnumerable items)
    {
        json.WriteStartArray();
        foreach (object? item in items)
        {
            Write(json, item);
        }

        json.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter json, object record)
    {
        json.WriteStartObject();
        foreach (JsonMember member in JsonMember.Of(record.GetType()))
        {
            object? value = member.Property.GetValue(record);
            if (!member.Omits(value))
            {
                json.WritePropertyName(member.Key);
                Write(json, value);
            }
        }

        json.WriteEndObject();
    }
}
