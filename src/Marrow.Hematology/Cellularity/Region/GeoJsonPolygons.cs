using System.Text.Json;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Regions;

/// <summary>Reads the polygons of a GeoJSON file (RFC 7946) in pixel coordinates, as QuPath exports them, each with its holes; other shapes are an error.</summary>
internal static class GeoJsonPolygons
{
    /// <exception cref="SlideFormatException">The file is no GeoJSON, or holds no polygon.</exception>
    public static IReadOnlyList<PolygonArea> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            List<PolygonArea> polygons = [];
            Collect(path, document.RootElement, polygons);
            return polygons.Count > 0 ? polygons : throw new SlideFormatException(path, "the GeoJSON holds no polygon");
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SlideFormatException(path, $"not GeoJSON with polygons: {problem.Message}", problem);
        }
    }

    private static void Collect(string path, JsonElement element, List<PolygonArea> polygons)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Collect(path, item, polygons);
            }

            return;
        }

        switch (element.GetProperty("type").GetString())
        {
            case "FeatureCollection":
                Collect(path, element.GetProperty("features"), polygons);
                break;
            case "Feature":
                Collect(path, element.GetProperty("geometry"), polygons);
                break;
            case "GeometryCollection":
                Collect(path, element.GetProperty("geometries"), polygons);
                break;
            case "Polygon":
                AddPolygon(path, element.GetProperty("coordinates"), polygons);
                break;
            case "MultiPolygon":
                foreach (JsonElement polygon in element.GetProperty("coordinates").EnumerateArray())
                {
                    AddPolygon(path, polygon, polygons);
                }

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
