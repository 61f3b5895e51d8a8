using System.Text.Json;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// <c>objects.geojson</c> as QuPath opens it: fat vacuoles as detections, outlines of the marrow region, bone and excluded parts as
/// annotations, coordinates in level-0 pixels. Written as a stream; a slide with a million vacuoles needs no more memory than one.
/// </summary>
internal sealed class ObjectsGeoJson(Utf8JsonWriter json, PixelPitch? pitch)
{
    private const int FlushBytes = 1 << 16;

    // Region outlines are drawn on a grid of at most this many cells a side.
    private const int OutlineCells = 2048;

    public static void Write(Stream stream, CellularityAnalysisResult result, CompartmentGrid compartments)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { SkipValidation = true });
        new ObjectsGeoJson(json, result.Pitch).Write(result, compartments);
    }

    private void Write(CellularityAnalysisResult result, CompartmentGrid compartments)
    {
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        (Raster<byte> labels, int factor) = Reduce(compartments);
        WriteRegion("Marrow region", new RgbColor(0, 110, 50), MaskOf(labels, [(byte)Compartment.Haematopoietic, (byte)Compartment.Fat]), (factor, result.Size));
        WriteRegion("Bone", CompartmentColors.Of(Compartment.Bone), MaskOf(labels, [(byte)Compartment.Bone]), (factor, result.Size));
        WriteRegion("Excluded", CompartmentColors.Of(Compartment.Excluded), MaskOf(labels, [(byte)Compartment.Excluded]), (factor, result.Size));
        foreach (Vacuole vacuole in result.Vacuoles)
        {
            WriteVacuole(vacuole);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteVacuole(Vacuole vacuole)
    {
        BeginFeature([vacuole.Outline], 1, null);
        BeginProperties("detection", "Fat vacuole", CompartmentColors.Of(Compartment.Fat));
        WriteMeasurement("Area px^2", vacuole.AreaPixels);
        WriteMeasurement("Equivalent diameter px", vacuole.EquivalentDiameter.Value);
        WriteMeasurement("Centroid X px", vacuole.Center.X);
        WriteMeasurement("Centroid Y px", vacuole.Center.Y);
        if (pitch is not null)
        {
            WriteMeasurement("Area µm^2", pitch.SquareMillimeters(vacuole.AreaPixels) * 1e6);
            WriteMeasurement("Equivalent diameter µm", (vacuole.EquivalentDiameter * pitch.Mean).Value);
        }

        EndFeature();
    }

    private void WriteRegion(string name, RgbColor color, Mask? mask, (int Factor, PixelSize Limit) scale)
    {
        foreach (RegionOutline outline in mask is null ? [] : RegionOutline.Trace(mask))
        {
            BeginFeature([outline.Outer, .. outline.Holes], scale.Factor, scale.Limit);
            BeginProperties("annotation", name, color);
            long pixels = checked(outline.AreaPixels * scale.Factor * scale.Factor);
            WriteMeasurement("Area px^2", pixels);
            WriteMeasurement("Outline grid px", scale.Factor);
            if (pitch is not null)
            {
                WriteMeasurement("Area mm^2", pitch.SquareMillimeters(pixels));
            }

            EndFeature();
        }
    }

    private void BeginFeature(IReadOnlyList<IReadOnlyList<(int X, int Y)>> rings, int factor, PixelSize? limit)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("geometry");
        json.WriteString("type", "Polygon");
        json.WriteStartArray("coordinates");
        foreach (IReadOnlyList<(int X, int Y)> ring in rings)
        {
            json.WriteStartArray();
            for (int i = 0; i <= ring.Count; i++)
            {
                (int x, int y) = ring[i % ring.Count];
                json.WriteStartArray();
                json.WriteNumberValue(Math.Min(checked(x * factor), limit?.Width ?? int.MaxValue));
                json.WriteNumberValue(Math.Min(checked(y * factor), limit?.Height ?? int.MaxValue));
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void BeginProperties(string objectType, string name, RgbColor color)
    {
        json.WriteStartObject("properties");
        json.WriteString("objectType", objectType);
        json.WriteStartObject("classification");
        json.WriteString("name", name);
        json.WriteStartArray("color");
        json.WriteNumberValue(color.R);
        json.WriteNumberValue(color.G);
        json.WriteNumberValue(color.B);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteBoolean("isLocked", objectType == "annotation");
        json.WriteStartArray("measurements");
    }

    private void WriteMeasurement(string name, double value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("value", value);
        json.WriteEndObject();
    }

    private void EndFeature()
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        if (json.BytesPending > FlushBytes)
        {
            json.Flush();
        }
    }

    /// <summary>Where the labels are some of those named; null where none is.</summary>
    private static Mask? MaskOf(Raster<byte> labels, ReadOnlySpan<byte> inside)
    {
        if (!labels.Samples.AsSpan().ContainsAny(inside))
        {
            return null;
        }

        Mask mask = new(labels.Width, labels.Height);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            mask.Values[i] = inside.Contains(labels.Samples[i]) ? (byte)1 : (byte)0;
        }

        return mask;
    }

    /// <summary>The overlay's grid, thinned to the outline's: the label of each kept cell's upper left.</summary>
    private static (Raster<byte> Labels, int Factor) Reduce(CompartmentGrid compartments)
    {
        Raster<byte> labels = compartments.Labels();
        int by = (Math.Max(labels.Width, labels.Height) + OutlineCells - 1) / OutlineCells;
        if (by == 1)
        {
            return (labels, compartments.Grid.Factor);
        }

        Raster<byte> reduced = new((labels.Width + by - 1) / by, (labels.Height + by - 1) / by, 1);
        for (int y = 0; y < reduced.Height; y++)
        {
            for (int x = 0; x < reduced.Width; x++)
            {
                reduced[x, y] = labels[x * by, y * by];
            }
        }

        return (reduced, checked(compartments.Grid.Factor * by));
    }
}
