using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

/// <summary>
/// Stands in for the analysis where only what comes after it is tested: bright is fat, red-free blue is bone, magenta is excluded,
/// pure white is glass, the rest is haematopoietic; every bright 4-connected patch is a vacuole.
/// </summary>
internal static class BrightnessMethod
{
    public static CellularityAnalysisResult Run(Slide slide, CellularityOptions options, ICompartmentSink sink, CancellationToken token)
    {
        long[] counts = new long[6], histogram = new long[256];
        Raster<byte> labels = new(slide.Size.Width, slide.Size.Height, 1);
        sink.Begin(slide.Size);
        for (int y = 0; y < slide.Size.Height; y += 64)
        {
            token.ThrowIfCancellationRequested();
            int rows = Math.Min(64, slide.Size.Height - y);
            Raster<byte> band = slide.Read(0, new PixelRectangle(0, y, slide.Size.Width, rows));
            Span<byte> target = labels.Samples.AsSpan(y * slide.Size.Width, rows * slide.Size.Width);
            for (int i = 0; i < target.Length; i++)
            {
                Compartment seen = Classify(band.Samples[i * 3], band.Samples[(i * 3) + 1], band.Samples[(i * 3) + 2]);
                // A threshold alone splits marrow and nothing else.
                Compartment compartment = options.IsThresholdOnly && seen > Compartment.Fat ? Compartment.Haematopoietic : seen;
                target[i] = (byte)compartment;
                counts[(int)compartment]++;
                histogram[band.Samples[(i * 3) + 1]]++;
            }

            sink.Write(y, rows, target);
        }

        PixelPitch? pitch = options.MicrometersPerPixel is { } mpp ? new PixelPitch(new(mpp), new(mpp)) : slide.Pitch;
        return new CellularityAnalysisResult
        {
            Size = slide.Size,
            Pitch = pitch,
            Counts = new CompartmentCounts(counts[1], counts[2], counts[3], counts[4], counts[5]),
            Rule = options.Fat,
            Threshold = options.Fat == FatRule.Percentile ? new FatThreshold(240, 250, "upper") : new FatThreshold(210, null, null),
            Vacuoles = options.Fat == FatRule.Percentile ? [] : Vacuoles(labels),
            GreyHistogram = histogram,
            Sensitivity = Enumerable.Range(150, 105).Select(level => new SensitivityPoint(level, (level - 150) * 100 / 104.0)).ToArray(),
            Suspicions = pitch is null ? [new Suspicion("resolutionUnknown", "the file states no resolution, so areas are in pixels only")] : [],
            RegionMethod = "classical",
            IsModelFree = true,
        };
    }

    private static Compartment Classify(byte red, byte green, byte blue) => (red, green, blue) switch
    {
        (255, 255, 255) => Compartment.Glass,
        ( > 200, > 200, > 200) => Compartment.Fat,
        ( < 60, < 60, > 200) => Compartment.Bone,
        ( > 240, < 20, > 240) => Compartment.Excluded,
        _ => Compartment.Haematopoietic,
    };

    private static Vacuole[] Vacuoles(Raster<byte> labels)
    {
        Mask fat = new(labels.Width, labels.Height, labels.Samples.Select(label => label == (byte)Compartment.Fat ? (byte)1 : (byte)0).ToArray());
        return RegionOutline.Trace(fat).Select(outline => new Vacuole(outline.Outer, outline.AreaPixels, (outline.Outer.Average(c => c.X), outline.Outer.Average(c => c.Y)))).ToArray();
    }
}
