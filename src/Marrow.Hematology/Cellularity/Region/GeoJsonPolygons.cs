using System.Text.Json;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Regions;

/// <summary>Reads the polygons of a GeoJSON file (RFC 7946) in pixel coordinates, as QuPath exports them, each with its holes. Points and lines, which have no area, are left out.</summary>
internal static class GeoJsonPolygons
{
    private static readonly string[] WithoutArea = ["Point", "MultiPoint", "LineString", "MultiLineString"];

    /// <returns>The polygons, and what was left out in words ("2 of type Point"), or null.</returns>
    /// <exception cref="SlideFormatException">The file is no GeoJSON, or holds no polygon.</exception>
    public static (IReadOnlyList<PolygonArea> Polygons, string? LeftOut) Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            List<PolygonArea> polygons = [];
            SortedDictionary<string, int> left = new(StringComparer.Ordinal);
            Collect(path, document.RootElement, (polygons, left));
            string? words = left.Count == 0 ? null : string.Join(", ", left.Select(kind => $"{kind.Value} of type {kind.Key}"));
            return polygons.Count > 0 ? (polygons, words) : throw new SlideFormatException(path, $"the GeoJSON holds no polygon{(words is null ? "" : $", only {words}")}");
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SlideFormatException(path, $"not GeoJSON with polygons: {problem.Message}", problem);
        }
    }

    private static void Collect(string path, JsonElement element, (List<PolygonArea> Polygons, SortedDictionary<string, int> Left) found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Collect(path, item, found);
            }

            return;
        }

        switch (element.GetProperty("type").GetString())
        {
            case "FeatureCollection":
                Collect(path, element.GetProperty("features"), found);
                break;
            case "Feature":
                Collect(path, element.GetProperty("geometry"), found);
                break;
            case "GeometryCollection":
                Collect(path, element.GetProperty("geometries"), found);
                break;
            case "Polygon":
                AddPolygon(path, element.GetProperty("coordinates"), found.Polygons);
                break;
            case "MultiPolygon":
                foreach (JsonElement polygon in element.GetProperty("coordinates").EnumerateArray())
                {
                    AddPolygon(path, polygon, found.Polygons);
                }

                break;
            case string type when WithoutArea.Contains(type):
                found.Left[type] = found.Left.GetValueOrDefault(type) + 1;
                break;
            case string type:
                throw new SlideFormatException(path, $"the GeoJSON holds a {type}; only polygons limit an analysis");
            default:
                throw new SlideFormatException(path, "a GeoJSON object has no type");
        }
    }

    private static void AddPolygon(string path, JsonElement polygon, List<PolygonArea> polygons)
    {
        List<IReadOnlyList<(double X, double Y)>> rings = [];
        foreach (JsonElement ring in polygon.EnumerateArray())
        {
            (double X, double Y)[] corners = [.. ring.EnumerateArray().Select(point => Corner(path, point))];
            rings.Add(corners.Distinct().Count() > 2 ? corners : throw new SlideFormatException(path, $"the GeoJSON holds a polygon of {corners.Length} points, which has no inside"));
        }

        if (rings.Count > 0)
        {
            polygons.Add(new PolygonArea(rings));
        }
    }

    private static (double X, double Y) Corner(string path, JsonElement point) => point.GetArrayLength() >= 2
        ? (point[0].GetDouble(), point[1].GetDouble())
        : throw new SlideFormatException(path, $"the GeoJSON holds a point of {point.GetArrayLength()} coordinates; x and y are wanted");
}
