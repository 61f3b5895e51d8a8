using System.Numerics;
using Marrow.Hematology.Regions;
using Marrow.Hematology.Segmentation;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>The percentile rule over a given region: the slide is decoded once to count grey levels; then its pixels are labelled.</summary>
internal sealed class PercentileRun : IDisposable
{
    private readonly Slide slide;
    private readonly AnalysisArea area;
    private readonly GrayChunks chunks;
    private readonly CancellationToken token;

    public PercentileRun(Slide slide, AnalysisArea area, CancellationToken token)
    {
        (this.slide, this.area, this.token, chunks) = (slide, area, token, new GrayChunks(slide));
    }

    /// <summary>Labels what <see cref="Histogram"/> has counted.</summary>
    public AnalysisOutcome Split(GrayHistogram region, ICompartmentSink sink)
    {
        FatThreshold threshold = PercentileRule.Threshold(region);
        byte level = (byte)Math.Floor(threshold.Value);
        Label(level, sink);
        var tally = new Tally();
        tally.AddSplit(region, level, slide.Size.Area);
        return new AnalysisOutcome(tally, [], threshold, SensitivityCurve.ForPercentile(tally.Marrow), null);
    }

    public void Dispose() => chunks.Dispose();

    /// <summary>Decodes the slide and counts the grey levels of the area.</summary>
    public GrayHistogram Histogram()
    {
        var sum = new GrayHistogram();
        InOrder.Each(chunks.Across * chunks.Down, chunk =>
        {
            GrayHistogram own = Count(chunk);
            lock (sum)
            {
                sum.Add(own);
            }
        }, token);
        return sum;
    }

    private GrayHistogram Count(int chunk)
    {
        var histogram = new GrayHistogram();
        (int x, int y) = (chunk % chunks.Across, chunk / chunks.Across);
        PixelRectangle place = chunks.Area(x, y);
        byte[] buffer = chunks.Rent();
        Span<byte> gray = buffer.AsSpan(0, place.Width * place.Height);
        chunks.Decode(x, y, gray);
        if (area.HoldsAllOf(place))
        {
            histogram.Add(gray);
        }
        else
        {
            Span<byte> inside = stackalloc byte[place.Width];
            for (int row = 0; row < place.Height; row++)
            {
                area.FillRow(place.Y + row, place.X, inside);
                histogram.Add(gray.Slice(row * place.Width, place.Width), inside);
            }
        }

        chunks.Return(buffer);
        return histogram;
    }

    /// <summary>Labels the chunks of one height in parallel, while the sink takes those above.</summary>
    private void Label(byte threshold, ICompartmentSink sink)
    {
        int width = slide.Size.Width;
        byte[][] bands = [new byte[width * chunks.Area(0, 0).Height], new byte[width * chunks.Area(0, 0).Height]];
        Task taking = Task.Run(() => sink.Begin(slide.Size));
        try
        {
            for (int y = 0; y < chunks.Down; y++)
            {
                (byte[] labels, int row, PixelRectangle place) = (bands[y % 2], y, chunks.Area(0, y));
                InOrder.Each(chunks.Across, x => LabelChunk((x, row), threshold, labels), token);
                taking.GetAwaiter().GetResult();
                taking = Task.Run(() => sink.Write(place.Y, place.Height, labels.AsSpan(0, place.Height * width)));
            }
        }
        finally
        {
            taking.GetAwaiter().GetResult();
        }
    }

    private void LabelChunk((int X, int Y) chunk, byte threshold, byte[] band)
    {
        PixelRectangle place = chunks.Area(chunk.X, chunk.Y);
        byte[] buffer = chunks.Rent();
        Span<byte> gray = buffer.AsSpan(0, place.Width * place.Height);
        chunks.Again(chunk.X, chunk.Y, gray);
        for (int y = 0; y < place.Height; y++)
        {
            Span<byte> labels = band.AsSpan((y * slide.Size.Width) + place.X, place.Width);
            area.FillRow(place.Y + y, place.X, labels);
            Split(gray.Slice(y * place.Width, place.Width), threshold, labels);
        }

        chunks.Return(buffer);
    }

    /// <summary>0 stays outside; 1 is haematopoietic and becomes 2, fat, where brighter, as in <see cref="Compartment"/>.</summary>
    private static void Split(ReadOnlySpan<byte> gray, byte threshold, Span<byte> labels)
    {
        int i = 0;
        for (var level = new Vector<byte>(threshold); i + Vector<byte>.Count <= gray.Length; i += Vector<byte>.Count)
        {
            var label = new Vector<byte>(labels[i..]);
            (label + (label & Vector.GreaterThan(new Vector<byte>(gray[i..]), level))).CopyTo(labels[i..]);
        }

        for (; i < gray.Length; i++)
        {
            labels[i] = (byte)(labels[i] << (gray[i] > threshold ? 1 : 0));
        }
    }
}
