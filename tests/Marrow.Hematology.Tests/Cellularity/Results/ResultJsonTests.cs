using System.Collections;
using System.Reflection;
using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

/// <summary>The writer that names each field must write what the records themselves say.</summary>
public class ResultJsonTests
{
    private static readonly CellularityDocument Full = new()
    {
        Slide = "ä 😀 \"b\" <c> & 'd'\t.png",
        Input = new InputDocument("/a b/ä.svs", "0f", 12345678901, "tiff", 7, 9, "file", 0.25, 0.2501),
        Patient = new PatientDocument("P+1", new DateOnly(2024, 2, 29), 71.5),
        CellularityPercent = 100.0 / 3,
        CoveragePercent = 1e-7,
        AdipocytePercent = 1e21,
        AreaSquareMillimeters = 0.1 + 0.2,
        Pixels = new PixelDocument(long.MaxValue, 1, 2, 3, 4, 5, 6),
        Adipocytes = new AdipocyteDocument(3, 4.5, 5.5),
        Fat = new FatDocument(FatRule.Percentile, 232, 232.25, "none"),
        Band = new BandDocument("hypocellular", 1, 2, "source – of 40–50 %", 3),
        Method = new MethodDocument("marrow-region", false, "half"),
        Suspicions = [new Suspicion("a", "b"), new Suspicion("c", "d")],
        Sensitivity = [new SensitivityPoint(150, 1.5)],
        Settings = new CellularityOptions
        {
            Region = RegionSource.Classical,
            MaskPath = "m",
            ModelPath = "n",
            Fat = FatRule.Objects,
            MicrometersPerPixel = 0.5,
            RegionOfInterest = new PixelRectangle(1, 2, 3, 4),
            RegionOfInterestPath = "r",
        },
        Versions = VersionDocument.Current,
        Hashes = new Dictionary<string, string> { ["mask"] = "1", ["Model ä"] = "2" },
        Outputs = [new OutputDocument("f", 1, "2")],
    };

    private static readonly CellularityDocument Bare = Full with
    {
        Input = new InputDocument("p", "s", 1, "png", 1, 1, "unknown"),
        Patient = null,
        AreaSquareMillimeters = null,
        Adipocytes = new AdipocyteDocument(),
        Fat = new FatDocument(FatRule.Objects, 1),
        Band = BandDocument.Of(45, null),
        Method = new MethodDocument("whole", true),
        Suspicions = [],
        Sensitivity = [],
        Settings = new CellularityOptions(),
        Hashes = new Dictionary<string, string>(),
        Outputs = [],
    };

    [Fact]
    public void A_document_is_written_as_its_records_say()
    {
        Assert.Empty(Nulls(Full, "document"));
        Assert.Equal(StrictJson.Write(Full), ResultJson.Write(Full));
        Assert.Equal(StrictJson.Write(Bare), ResultJson.Write(Bare));
        Assert.Equal(StrictJson.Write(Bare with { Patient = new PatientDocument() }), ResultJson.Write(Bare with { Patient = new PatientDocument() }));
    }

    [Fact]
    public void Settings_are_written_as_their_record_says()
    {
        Assert.Equal(StrictJson.Write(Full.Settings), ResultJson.Write(Full.Settings));
        Assert.Equal(StrictJson.Write(new CellularityOptions()), ResultJson.Write(new CellularityOptions()));
    }

    [Fact]
    public void A_summary_is_written_as_its_record_says()
    {
        StudySummary full = new()
        {
            Slides = 3,
            Failed = 1,
            CellularityPercent = SampleStatistics.Of([1, 2, 4.1]),
            CoveragePercent = SampleStatistics.Of([3]),
            AdipocytePercent = SampleStatistics.Of([]),
            Bands = new SortedDictionary<string, int> { ["a"] = 1, ["b"] = 2 },
            Suspicions = new SortedDictionary<string, int>(),
            Duplicates = [["a", "b"], ["c", "d", "é"]],
            IsComparable = true,
        };
        Assert.Empty(Nulls(full.CellularityPercent, "statistics"));
        Assert.Equal(StrictJson.Write(full), ResultJson.Write(full));
    }

    /// <summary>Every property that holds nothing, so that a field added later is seen to be missing from the example.</summary>
    private static IEnumerable<string> Nulls(object value, string path) => value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0 && value.GetType().Namespace == "Marrow.Hematology" && value is not IEnumerable)
        .SelectMany(property => property.GetValue(value) is { } inner ? Nulls(inner, $"{path}.{property.Name}") : [$"{path}.{property.Name}"]);
}
