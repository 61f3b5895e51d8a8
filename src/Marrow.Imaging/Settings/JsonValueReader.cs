using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Marrow.Imaging;

/// <summary>Reads what <see cref="JsonValueWriter"/> writes.</summary>
internal static class JsonValueReader
{
    /// <param name="path">Where the value stands, empty for the whole.</param>
    /// <exception cref="JsonException">It is no value of that type.</exception>
    public static object Read(JsonElement json, Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            return Word(json, type, path);
        }

        object? simple = Simple(json, type);
        if (simple is not null)
        {
            return simple;
        }

        if (type.IsPrimitive || type == typeof(string) || type == typeof(DateOnly))
        {
            throw Wrong(json, path, type.Name);
        }

        return type.IsArray ? Items(json, type.GetElementType()!, path)
            : !type.IsGenericType ? JsonRecordReader.Read(json, type, path)
            : type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? Entries(json, type.GenericTypeArguments[1], path)
            : Items(json, type.GenericTypeArguments[0], path);
    }

    /// <summary>The refusal of a value where another kind was wanted.</summary>
    public static JsonException Wrong(JsonElement json, string path, string wanted)
    {
        string text = json.GetRawText();
        return new JsonException($"{(path.Length > 0 ? path + ": " : "")}expected {wanted}, got {(text.Length > 40 ? text[..40] + "…" : text)}");
    }

    private static object? Simple(JsonElement json, Type type) => json.ValueKind switch
    {
        JsonValueKind.String when type == typeof(string) => json.GetString(),
        JsonValueKind.String when type == typeof(DateOnly) =>
            DateOnly.TryParseExact(json.GetString(), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null,
        JsonValueKind.True or JsonValueKind.False when type == typeof(bool) => json.GetBoolean(),
        JsonValueKind.Number when type == typeof(double) => json.GetDouble(),
        JsonValueKind.Number when type == typeof(int) => json.TryGetInt32(out int number) ? number : null,
        JsonValueKind.Number when type == typeof(long) => json.TryGetInt64(out long number) ? number : null,
        JsonValueKind.Number when type == typeof(ulong) => json.TryGetUInt64(out ulong number) ? number : null,
        _ => null,
    };

    private static object Word(JsonElement json, Type type, string path)
    {
        string[] names = Enum.GetNames(type);
        string? name = json.ValueKind == JsonValueKind.String ? Array.Find(names, name => json.ValueEquals(JsonNamingPolicy.CamelCase.ConvertName(name))) : null;
        return name is not null ? Enum.Parse(type, name) : throw Wrong(json, path, string.Join(" or ", names.Select(JsonNamingPolicy.CamelCase.ConvertName)));
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Of the types that lists of records hold, arrays are made elsewhere too.")]
    private static Array Items(JsonElement json, Type type, string path)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(json, path, "a list");
        }

        Array items = Array.CreateInstance(type, json.GetArrayLength());
        int i = 0;
        foreach (JsonElement item in json.EnumerateArray())
        {
            items.SetValue(Read(item, type, $"{path}[{i}]"), i++);
        }

        return items;
    }

    private static object Entries(JsonElement json, Type type, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(json, path, "an object");
        }

        return type == typeof(string) ? Of<string>() : type == typeof(double) ? Of<double>() : type == typeof(int) ? Of<int>()
            : throw new NotSupportedException($"dictionaries of {type.Name} are not read");

        Dictionary<string, T> Of<T>() => json.EnumerateObject().ToDictionary(entry => entry.Name, entry => (T)Read(entry.Value, typeof(T), $"{path}.{entry.Name}"));
    }
}
