using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Marrow.Imaging.Tests;

public class StrictJsonTests
{
    // What StrictJson keeps to.
    private static readonly JsonSerializerOptions Standard = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly Everything Full = new("ä 😀 \"b\" <c> & 'd'\t", 12)
    {
        Method = StainMethod.ModifiedReinhard,
        Day = new DateOnly(2024, 2, 29),
        Seed = ulong.MaxValue,
        Count = long.MinValue,
        Share = 0.1 + 0.2,
        Small = 1e-7,
        IsSet = true,
        Box = new PixelRectangle(1, 2, 3, 4),
        Vector = new StainVector(0.5, 1e21, -3),
        Numbers = [1, 2.5],
        Vectors = [new StainVector(1, 2, 3)],
        Groups = [["a", "b"], []],
        Names = new Dictionary<string, string> { ["Key ä"] = "v" },
        Values = new SortedDictionary<string, double> { ["b"] = 2, ["a"] = 1 },
        Child = new Everything("inner", 0),
        Place = Opaque.At(0),
        Glass = 0.5,
    };

    [Fact]
    public void Every_shape_is_written_as_by_the_standard_serializer_and_read_back()
    {
        foreach (Everything one in new[] { Full, new("bare", -1), new("named", 3) { Title = "t", Values = new Dictionary<string, double>() } })
        {
            string text = StrictJson.Write(one);
            Assert.Equal(JsonSerializer.Serialize(one, Standard) + "\n", text);
            Assert.Equal(text, StrictJson.Write(StrictJson.Read<Everything>(text)));
        }
    }

    [Fact]
    public void Unnamed_records_and_missing_values_in_lists_are_written_as_by_the_standard_serializer()
    {
        var value = new { Schema = "s", Inner = new { A = 1, B = (string?)null }, Scores = new Dictionary<string, double?> { ["a"] = null, ["b"] = 1 }, List = new int?[] { 1, null } };
        Assert.Equal(JsonSerializer.Serialize(value, Standard) + "\n", StrictJson.Write(value));
    }

    [Fact]
    public void What_the_text_leaves_out_keeps_its_default()
    {
        Everything read = StrictJson.Read<Everything>("{\"name\":\"a\"}");
        Assert.Equal((7, "untitled", StainMethod.Macenko), (read.Size, read.Title, read.Method));
    }

    [Theory]
    [InlineData("{}", "name is missing")]
    [InlineData("{\"name\":\"a\",\"nam\":1}", "nam: there is no such key")]
    [InlineData("{\"name\":\"a\",\"Size\":1}", "Size: there is no such key")]
    [InlineData("{\"name\":null}", "name: null is no value")]
    [InlineData("{\"name\":\"a\",\"size\":1.5}", "size: expected Int32, got 1.5")]
    [InlineData("{\"name\":\"a\",\"isSet\":\"true\"}", "isSet: expected Boolean, got \"true\"")]
    [InlineData("{\"name\":\"a\",\"day\":\"2024-02-30\"}", "day: expected DateOnly, got \"2024-02-30\"")]
    [InlineData("{\"name\":\"a\",\"method\":1}", "method: expected macenko or reinhard or")]
    [InlineData("{\"name\":\"a\",\"box\":{\"x\":1,\"y\":2,\"width\":3}}", "box: height is missing")]
    [InlineData("{\"name\":\"a\",\"vectors\":[{\"r\":1,\"g\":2,\"b\":3},{\"r\":true}]}", "vectors[1].r: expected Double, got true")]
    [InlineData("{\"name\":\"a\",\"numbers\":{}}", "numbers: expected a list, got {}")]
    [InlineData("{\"name\":\"a\",\"child\":[]}", "child: expected an object, got []")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "Duplicate property 'name'")]
    [InlineData("[]", "expected an object, got []")]
    [InlineData("{\"name\":", "Expected depth")]
    public void What_does_not_fit_is_refused_with_its_place(string text, string problem) =>
        Assert.StartsWith(problem, Assert.ThrowsAny<JsonException>(() => StrictJson.Read<Everything>(text)).Message, StringComparison.Ordinal);

    private sealed record Everything(string Name, int Size = 7)
    {
        public string? Title { get; init; } = "untitled";

        public StainMethod Method { get; init; } = StainMethod.Macenko;

        public DateOnly? Day { get; init; }

        public ulong Seed { get; init; }

        public long Count { get; init; }

        public double Share { get; init; }

        public double? Small { get; init; }

        public bool IsSet { get; init; }

        public PixelRectangle? Box { get; init; }

        public StainVector Vector { get; init; }

        public double[]? Numbers { get; init; }

        public IReadOnlyList<StainVector> Vectors { get; init; } = [];

        public IReadOnlyList<IReadOnlyList<string>>? Groups { get; init; }

        public IReadOnlyDictionary<string, string>? Names { get; init; }

        public IReadOnlyDictionary<string, double>? Values { get; init; }

        public Everything? Child { get; init; }

        public Opaque Place { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public double Glass { get; init; }

        [JsonIgnore]
        public string Hidden => Name;
    }

    /// <summary>A value whose only property is computed, and whose default alone can be made.</summary>
    private readonly record struct Opaque
    {
        private readonly int place;

        private Opaque(int place) => this.place = place;

        public bool IsZero => place == 0;

        public static Opaque At(int place) => new(place);
    }
}
