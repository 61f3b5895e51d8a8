using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Marrow.Imaging;

/// <summary>Reads records: what their constructor takes, then their other properties; those that the text leaves out keep their defaults.</summary>
internal static class JsonRecordReader
{
    public static object Read(JsonElement json, Type type, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw JsonValueReader.Wrong(json, path, "an object");
        }

        Dictionary<string, object?> values = Values(json, type, path);
        object record = Create(type, values, path);
        foreach (JsonMember member in JsonMember.Of(type))
        {
            if (values.Remove(member.Property.Name, out object? value))
            {
                // A value without a setter is computed of others, and written for readers' sake.
                if (member.Property.SetMethod is { IsPublic: true })
                {
                    member.Property.SetValue(record, value, BindingFlags.DoNotWrapExceptions, null, null, null);
                }
            }
            else if (member.IsRequired)
            {
                throw Missing(member.Key, path);
            }
        }

        return record;
    }

    /// <summary>What the text holds, by names of properties.</summary>
    private static Dictionary<string, object?> Values(JsonElement json, Type type, string path)
    {
        Dictionary<string, object?> values = new(StringComparer.OrdinalIgnoreCase);
        NullabilityInfoContext nullability = new();
        foreach (JsonProperty entry in json.EnumerateObject())
        {
            string place = path.Length > 0 ? $"{path}.{entry.Name}" : entry.Name;
            JsonMember member = Array.Find(JsonMember.Of(type), member => member.Key == entry.Name) ?? throw new JsonException($"{place}: there is no such key");
            bool isNull = entry.Value.ValueKind == JsonValueKind.Null;
            if (isNull && nullability.Create(member.Property).ReadState == NullabilityState.NotNull)
            {
                throw new JsonException($"{place}: null is no value");
            }

            values.Add(member.Property.Name, isNull ? null : JsonValueReader.Read(entry.Value, member.Property.PropertyType, place));
        }

        return values;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "A value without a public constructor is its default.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "What is published keeps the rooms whose records become JSON whole.")]
    private static object Create(Type type, Dictionary<string, object?> values, string path)
    {
        ConstructorInfo? constructor = type.GetConstructors().MinBy(constructor => constructor.GetParameters().Length);
        return constructor is null ? RuntimeHelpers.GetUninitializedObject(type)
            : constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [.. constructor.GetParameters().Select(parameter => Argument(parameter, values, path))], null);
    }

    private static object? Argument(ParameterInfo parameter, Dictionary<string, object?> values, string path) =>
        values.Remove(parameter.Name!, out object? value) ? value
        : parameter.HasDefaultValue ? parameter.DefaultValue
        : throw Missing(JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!), path);

    private static JsonException Missing(string key, string path) => new($"{(path.Length > 0 ? path + ": " : "")}{key} is missing");
}
