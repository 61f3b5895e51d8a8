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
        OutlineAreas areas = OutlineAreas.Of(labels);
        Mask? region = areas.MarrowRegion();
        WriteRegion("Marrow region", (new RgbColor(0, 110, 50), region), (factor, result.Size), region is null ? [] : areas.MarrowCells(region));
        WriteRegion("Bone", (CompartmentColors.Of(Compartment.Bone), areas.MaskOf(Compartment.Bone)), (factor, result.Size), []);
        WriteRegion("Excluded", (CompartmentColors.Of(Compartment.Excluded), areas.MaskOf(Compartment.Excluded)), (factor, result.Size), []);
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

    /// <param name="marrowCells">Cells of marrow and fat in each outline; none where nobody asks.</param>
    private void WriteRegion(string name, (RgbColor Color, Mask? Mask) look, (int Factor, PixelSize Limit) scale, long[] marrowCells)
    {
        IReadOnlyList<RegionOutline> outlines = look.Mask is null ? [] : RegionOutline.Trace(look.Mask);
        for (int i = 0; i < outlines.Count; i++)
        {
            BeginFeature([outlines[i].Outer, .. outlines[i].Holes], scale.Factor, scale.Limit);
            BeginProperties("annotation", name, look.Color);
            long cellPixels = checked((long)scale.Factor * scale.Factor), pixels = checked(outlines[i].AreaPixels * cellPixels);
            WriteMeasurement("Area px^2", pixels);
            if (i < marrowCells.Length)
            {
                WriteMeasurement("Haematopoietic and fat px^2", checked(marrowCells[i] * cellPixels));
            }

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
