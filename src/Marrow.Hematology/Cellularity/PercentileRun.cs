using System.Numerics;
using Marrow.Hematology.Regions;
using Marrow.Hematology.Segmentation;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>The percentile rule over a given region: the slide is decoded once to count grey levels; then its pixels are labelled.</summary>
internal sealed class PercentileRun : IDisposable
{
    // Of labels that the sink takes at once, where chunks are lower or can be had in parts.
    private const int BandRows = 64;

    private readonly Slide slide;
    private readonly AnalysisArea area;
    private readonly RowPass? pass;
    private readonly GrayChunks chunks;
    private readonly CancellationToken token;

    public PercentileRun(Slide slide, AnalysisArea area, CancellationToken token)
    {
        (this.slide, this.area, this.token, pass) = (slide, area, token, Begin(slide));
        chunks = new GrayChunks(slide, pass);
    }

    /// <summary>Starts decoding a slide that is decoded from top to bottom; returns at once.</summary>
    public static RowPass? Begin(Slide slide)
    {
        RowPass? pass = slide.BeginPass(PassingTiles.RowsFor(slide.Size));
        if (pass is null)
        {
            slide.Begin();
        }

        return pass;
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

    public void Dispose()
    {
        pass?.Dispose();
        chunks.Dispose();
    }

    /// <summary>Decodes the slide and counts the grey levels of the area.</summary>
    /// <param name="beside">What else takes the slide's pixels, which are decoded once.</param>
    /// <param name="view">Is made of one of these.</param>
    public GrayHistogram Histogram(IReadOnlyList<PassingMeans> beside, PassingView? view)
    {
        var sum = new GrayHistogram();
        PassingTiles? tiles = pass is null ? null : new PassingTiles(pass, slide.Size, view);
        // Who waits for a band that never comes is woken by the end of the pass.
        using (token.Register(() => pass?.End()))
        {
            InOrder.Each(chunks.Across * chunks.Down, chunk =>
            {
                GrayHistogram own;
                try
                {
                    own = Count(chunk, beside);
                }
                catch
                {
                    pass?.End();
                    throw;
                }

                tiles?.Passed(chunk);
                lock (sum)
                {
                    sum.Add(own);
                }
            }, token);
        }

        view?.Settle(slide.Size.Height);
        // Its ring, beside which the closer look would not fit.
        pass?.Dispose();
        return sum;
    }

    private GrayHistogram Count(int chunk, IReadOnlyList<PassingMeans> beside)
    {
        var histogram = new GrayHistogram();
        (int x, int y) = (chunk % chunks.Across, chunk / chunks.Across);
        PixelRectangle place = chunks.Area(x, y);
        byte[] buffer = chunks.Rent();
        Span<byte> gray = buffer.AsSpan(0, place.Width * place.Height);
        chunks.Decode(x, y, gray, beside);
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

    /// <summary>Labels the parts of chunks in one band in parallel, while the sink takes the band above.</summary>
    private void Label(byte threshold, ICompartmentSink sink)
    {
        int width = slide.Size.Width, height = slide.Size.Height, chunk = chunks.Area(0, 0).Height;
        int part = chunks.IsKept && chunk % BandRows == 0 ? BandRows : chunk, most = part * Math.Max(1, BandRows / part);
        byte[][] bands = [new byte[checked(most * width)], new byte[most * width]];
        Task taking = Task.Run(() => sink.Begin(slide.Size));
        try
        {
            for (int y = 0; y < height; y += most)
            {
                (byte[] labels, int top, int rows) = (bands[y / most % 2], y, Math.Min(most, height - y));
                InOrder.Each((rows + part - 1) / part * chunks.Across, i =>
                {
                    int first = top + (i / chunks.Across * part);
                    PixelRectangle place = chunks.Area(i % chunks.Across, first / chunk);
                    LabelPart(place with { Y = first, Height = Math.Min(part, place.Bottom - first) }, threshold, (labels, top));
                }, token);
                taking.GetAwaiter().GetResult();
                taking = Task.Run(() => sink.Write(top, rows, labels.AsSpan(0, rows * width)));
            }
        }
        finally
        {
            taking.GetAwaiter().GetResult();
        }
    }

    private void LabelPart(PixelRectangle place, byte threshold, (byte[] Labels, int Top) band)
    {
        byte[] buffer = chunks.Rent();
        Span<byte> gray = buffer.AsSpan(0, place.Width * place.Height);
        chunks.Again(place, gray);
        for (int y = 0; y < place.Height; y++)
        {
            Span<byte> labels = band.Labels.AsSpan(((place.Y + y - band.Top) * slide.Size.Width) + place.X, place.Width);
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
