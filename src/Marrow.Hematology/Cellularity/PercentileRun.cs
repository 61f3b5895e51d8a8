using Marrow.Hematology.Regions;
using Marrow.Hematology.Segmentation;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>The percentile rule over a given region: one pass counts grey levels, the next labels pixels.</summary>
internal static class PercentileRun
{
    private const int StripPixels = 1_000_000;

    public static AnalysisOutcome Run(Slide slide, AnalysisArea area, ICompartmentSink sink, CancellationToken token)
    {
        GrayHistogram region = Histogram(slide, area, token);
        FatThreshold threshold = PercentileRule.Threshold(region);
        Tally tally = Label(slide, area, (byte)Math.Floor(threshold.Value), sink, token);
        return new AnalysisOutcome(tally, [], threshold, SensitivityCurve.ForPercentile(tally.Marrow), null);
    }

    private static GrayHistogram Histogram(Slide slide, AnalysisArea area, CancellationToken token)
    {
        (int rows, int strips) = Strips(slide.Size);
        var histograms = new GrayHistogram[strips];
        Parallel.For(0, strips, Parallelism(token), strip =>
        {
            (byte[] gray, byte[] inside) = ReadStrip(slide, area, strip * rows, rows);
            var histogram = new GrayHistogram();
            if (area.IsPlain && area.Bounds.Size == slide.Size)
            {
                histogram.Add(gray);
            }
            else
            {
                histogram.Add(gray, inside);
            }

            histograms[strip] = histogram;
            WindowMemory.Release();
        });
        var sum = new GrayHistogram();
        foreach (GrayHistogram histogram in histograms)
        {
            sum.Add(histogram);
        }

        return sum;
    }

    /// <summary>Labels the strips in groups: a group's strips in parallel, then handed on in order.</summary>
    private static Tally Label(Slide slide, AnalysisArea area, byte threshold, ICompartmentSink sink, CancellationToken token)
    {
        (int rows, int strips) = Strips(slide.Size);
        var tally = new Tally();
        int group = 2 * Environment.ProcessorCount;
        sink.Begin(slide.Size);
        for (int first = 0; first < strips; first += group)
        {
            var parts = new (byte[] Labels, Tally Tally)[Math.Min(group, strips - first)];
            Parallel.For(0, parts.Length, Parallelism(token), i => parts[i] = LabelStrip(slide, area, ((first + i) * rows, rows), threshold));
            for (int i = 0; i < parts.Length; i++)
            {
                tally.Add(parts[i].Tally);
                sink.Write((first + i) * rows, parts[i].Labels.Length / slide.Size.Width, parts[i].Labels);
            }

            WindowMemory.Release();
        }

        return tally;
    }

    private static (byte[] Labels, Tally Tally) LabelStrip(Slide slide, AnalysisArea area, (int Top, int Rows) strip, byte threshold)
    {
        (byte[] gray, byte[] labels) = ReadStrip(slide, area, strip.Top, strip.Rows);
        var histogram = new GrayHistogram();
        histogram.Add(gray, labels);
        for (int i = 0; i < labels.Length; i++)
        {
            // 0 stays outside; 1 is haematopoietic and 2 fat, as in Compartment.
            labels[i] = (byte)(labels[i] << (gray[i] > threshold ? 1 : 0));
        }

        var tally = new Tally();
        tally.AddSplit(histogram, threshold, labels.Length);
        return (labels, tally);
    }

    /// <summary>Grey levels and, for each, 1 where analysed.</summary>
    private static (byte[] Gray, byte[] Inside) ReadStrip(Slide slide, AnalysisArea area, int top, int rows)
    {
        int width = slide.Size.Width, height = Math.Min(rows, slide.Size.Height - top);
        byte[] gray = Luma.Gray(slide.Read(0, new PixelRectangle(0, top, width, height))).Samples;
        var inside = new byte[gray.Length];
        for (int y = 0; y < height; y++)
        {
            area.FillRow(top + y, 0, inside.AsSpan(y * width, width));
        }

        return (gray, inside);
    }

    private static (int Rows, int Count) Strips(PixelSize size)
    {
        int rows = Math.Clamp(StripPixels / size.Width, 1, size.Height);
        return (rows, (size.Height + rows - 1) / rows);
    }

    private static ParallelOptions Parallelism(CancellationToken token) =>
        new() { CancellationToken = token, MaxDegreeOfParallelism = Environment.ProcessorCount };
}
