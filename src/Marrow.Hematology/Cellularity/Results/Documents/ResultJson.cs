using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// Writes what <see cref="StrictJson.Write"/> writes of the same records, byte for byte, without asking the types what they hold:
/// that compiles some 450 methods while the program runs, which takes longer than labelling ten megapixels.
/// </summary>
internal static class ResultJson
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(CellularityDocument document) => Text(json =>
    {
        json.WriteString("schema", document.Schema);
        json.WriteNumber("schemaVersion", document.SchemaVersion);
        json.WriteString("slide", document.Slide);
        Group(json, "input", document.Input, Input);
        Group(json, "patient", document.Patient, Patient);
        json.WriteNumber("cellularityPercent", document.CellularityPercent);
        json.WriteNumber("coveragePercent", document.CoveragePercent);
        json.WriteNumber("adipocytePercent", document.AdipocytePercent);
        Number(json, "areaSquareMillimeters", document.AreaSquareMillimeters);
        Group(json, "pixels", document.Pixels, Pixels);
        Group(json, "adipocytes", document.Adipocytes, Adipocytes);
        Group(json, "fat", document.Fat, Fat);
        Group(json, "band", document.Band, Band);
        Group(json, "method", document.Method, Method);
        List(json, "suspicions", document.Suspicions, Suspicion);
        List(json, "sensitivity", document.Sensitivity, Sensitivity);
        Group(json, "settings", document.Settings, Settings);
        Group(json, "versions", document.Versions, Versions);
        Group(json, "hashes", document.Hashes, Hashes);
        List(json, "outputs", document.Outputs, Output);
    });

    public static string Write(StudySummary summary) => Text(json =>
    {
        json.WriteString("schema", summary.Schema);
        json.WriteNumber("schemaVersion", summary.SchemaVersion);
        json.WriteNumber("slides", summary.Slides);
        json.WriteNumber("failed", summary.Failed);
        Group(json, "cellularityPercent", summary.CellularityPercent, Statistics);
        Group(json, "coveragePercent", summary.CoveragePercent, Statistics);
        Group(json, "adipocytePercent", summary.AdipocytePercent, Statistics);
        Group(json, "bands", summary.Bands, Counts);
        Group(json, "suspicions", summary.Suspicions, Counts);
        json.WriteStartArray("duplicates");
        foreach (IReadOnlyList<string> alike in summary.Duplicates)
        {
            json.WriteStartArray();
            foreach (string slide in alike)
            {
                json.WriteStringValue(slide);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteBoolean("isComparable", summary.IsComparable);
    });

    public static string Write(CellularityOptions settings) => Text(json => Settings(json, settings));

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Layout))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void Input(Utf8JsonWriter json, InputDocument input)
    {
        json.WriteString("path", input.Path);
        json.WriteString("sha256", input.Sha256);
        json.WriteNumber("bytes", input.Bytes);
        json.WriteString("format", input.Format);
        json.WriteNumber("widthPixels", input.WidthPixels);
        json.WriteNumber("heightPixels", input.HeightPixels);
        json.WriteString("resolutionSource", input.ResolutionSource);
        Number(json, "micrometersPerPixelX", input.MicrometersPerPixelX);
        Number(json, "micrometersPerPixelY", input.MicrometersPerPixelY);
    }

    private static void Patient(Utf8JsonWriter json, PatientDocument patient)
    {
        String(json, "id", patient.Id);
        String(json, "date", patient.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Number(json, "ageYears", patient.AgeYears);
    }

    private static void Pixels(Utf8JsonWriter json, PixelDocument pixels)
    {
        json.WriteNumber("analyzed", pixels.Analyzed);
        json.WriteNumber("haematopoietic", pixels.Haematopoietic);
        json.WriteNumber("fat", pixels.Fat);
        json.WriteNumber("bone", pixels.Bone);
        json.WriteNumber("glass", pixels.Glass);
        json.WriteNumber("excluded", pixels.Excluded);
        json.WriteNumber("outside", pixels.Outside);
    }

    private static void Adipocytes(Utf8JsonWriter json, AdipocyteDocument adipocytes)
    {
        if (adipocytes.Count is { } count)
        {
            json.WriteNumber("count", count);
        }

        Number(json, "medianDiameterPixels", adipocytes.MedianDiameterPixels);
        Number(json, "medianDiameterMicrometers", adipocytes.MedianDiameterMicrometers);
    }

    private static void Fat(Utf8JsonWriter json, FatDocument fat)
    {
        json.WriteString("rule", Name(fat.Rule));
        json.WriteNumber("threshold", fat.Threshold);
        Number(json, "unclampedThreshold", fat.UnclampedThreshold);
        String(json, "clamp", fat.Clamp);
    }

    private static void Band(Utf8JsonWriter json, BandDocument band)
    {
        json.WriteString("label", band.Label);
        json.WriteNumber("lowerPercent", band.LowerPercent);
        json.WriteNumber("upperPercent", band.UpperPercent);
        json.WriteString("source", band.Source);
        Number(json, "expectedPercent", band.ExpectedPercent);
    }

    private static void Method(Utf8JsonWriter json, MethodDocument method)
    {
        json.WriteString("region", method.Region);
        json.WriteBoolean("isModelFree", method.IsModelFree);
        String(json, "arithmetic", method.Arithmetic);
    }

    private static void Suspicion(Utf8JsonWriter json, Suspicion suspicion)
    {
        json.WriteString("code", suspicion.Code);
        json.WriteString("message", suspicion.Message);
    }

    private static void Sensitivity(Utf8JsonWriter json, SensitivityPoint point)
    {
        json.WriteNumber("threshold", point.Threshold);
        json.WriteNumber("cellularityPercent", point.CellularityPercent);
    }

    private static void Settings(Utf8JsonWriter json, CellularityOptions settings)
    {
        json.WriteString("region", Name(settings.Region));
        String(json, "maskPath", settings.MaskPath);
        String(json, "modelPath", settings.ModelPath);
        json.WriteString("fat", Name(settings.Fat));
        Number(json, "micrometersPerPixel", settings.MicrometersPerPixel);
        if (settings.RegionOfInterest is { } area)
        {
            json.WriteStartObject("regionOfInterest");
            json.WriteNumber("x", area.X);
            json.WriteNumber("y", area.Y);
            json.WriteNumber("width", area.Width);
            json.WriteNumber("height", area.Height);
            json.WriteEndObject();
        }

        String(json, "regionOfInterestPath", settings.RegionOfInterestPath);
    }

    private static void Versions(Utf8JsonWriter json, VersionDocument versions)
    {
        json.WriteString("marrow", versions.Marrow);
        json.WriteString("runtime", versions.Runtime);
    }

    private static void Hashes(Utf8JsonWriter json, IReadOnlyDictionary<string, string> hashes)
    {
        foreach ((string name, string hash) in hashes)
        {
            json.WriteString(name, hash);
        }
    }

    private static void Output(Utf8JsonWriter json, OutputDocument output)
    {
        json.WriteString("file", output.File);
        json.WriteNumber("bytes", output.Bytes);
        json.WriteString("sha256", output.Sha256);
    }

    private static void Statistics(Utf8JsonWriter json, SampleStatistics statistics)
    {
        json.WriteNumber("count", statistics.Count);
        Number(json, "mean", statistics.Mean);
        Number(json, "standardDeviation", statistics.StandardDeviation);
        Number(json, "median", statistics.Median);
        Number(json, "minimum", statistics.Minimum);
        Number(json, "maximum", statistics.Maximum);
    }

    private static void Counts(Utf8JsonWriter json, IReadOnlyDictionary<string, int> counts)
    {
        foreach ((string name, int count) in counts)
        {
            json.WriteNumber(name, count);
        }
    }

    private static void Group<T>(Utf8JsonWriter json, string name, T? value, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        if (value is not null)
        {
            json.WriteStartObject(name);
            write(json, value);
            json.WriteEndObject();
        }
    }

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values)
        {
            json.WriteStartObject();
            write(json, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void String(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
