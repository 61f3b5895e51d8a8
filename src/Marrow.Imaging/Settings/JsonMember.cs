using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Marrow.Imaging;

/// <summary>A property of a record that JSON has a key for.</summary>
internal sealed class JsonMember
{
    private static readonly ConcurrentDictionary<Type, JsonMember[]> Known = [];

    private readonly JsonIgnoreCondition? omitted;

    private JsonMember(PropertyInfo property) =>
        (Property, Key, omitted) = (property, JsonNamingPolicy.CamelCase.ConvertName(property.Name), property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition);

    public PropertyInfo Property { get; }

    public string Key { get; }

    public bool IsRequired => Property.IsDefined(typeof(RequiredMemberAttribute));

    /// <summary>In the order in which they are declared.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "What is published keeps the rooms whose records become JSON whole.")]
    [UnconditionalSuppressMessage("Trimming", "IL2111", Justification = "The same.")]
    public static JsonMember[] Of(Type type) => Known.GetOrAdd(type, static type =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Select(property => new JsonMember(property))
            .Where(member => member.omitted is not JsonIgnoreCondition.Always),
    ]);

    /// <summary>True where the key is left out: null, or a number or flag whose default says nothing.</summary>
    public bool Omits(object? value) =>
        value is null || (omitted is JsonIgnoreCondition.WhenWritingDefault && Convert.ToDouble(value, CultureInfo.InvariantCulture) == 0);
}
