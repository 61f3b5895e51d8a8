using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Turns finished rows of logits into labels and, where asked for, probabilities, in the picture's own place.</summary>
internal sealed class LogitRows
{
    private readonly LabelTable _table;
    private readonly PixelRectangle _area;
    private readonly ProbabilityFile? _probabilities;

    /// <param name="size">Of the whole picture; labels outside the area are background.</param>
    /// <param name="area">The predicted part.</param>
    public LogitRows(LabelTable table, PixelSize size, PixelRectangle area, ProbabilityFile? probabilities)
    {
        (_table, _area, _probabilities) = (table, area, probabilities);
        Labels = new Raster<byte>(size.Width, size.Height, 1);
    }

    /// <summary>The label of each pixel.</summary>
    public Raster<byte> Labels { get; }

    /// <param name="top">First row, counted in the area.</param>
    /// <param name="logits">Heads × count × width of the area.</param>
    public void Add(int top, int count, float[] logits)
    {
        int plane = count * _area.Width;
        if (_probabilities is not null || _table.HasRegions)
        {
            float[] likely = _table.HasRegions ? Array.ConvertAll(logits, Sigmoid) : Softmax(logits, plane);
            _probabilities?.Write(_area.X, _area.Y + top, count, likely);
            logits = likely;
        }

        Raster<byte> chosen = Choose(_table, logits, new PixelSize(_area.Width, count));
        for (int y = 0; y < count; y++)
        {
            chosen.Row(y).CopyTo(Labels.Row(_area.Y + top + y)[_area.X..]);
        }
    }

    /// <summary>The label of each pixel: the first of the largest logits or probabilities, or, of regions, the last in their order above one half.</summary>
    /// <param name="values">Heads × H × W; probabilities where the table has regions.</param>
    public static Raster<byte> Choose(LabelTable table, float[] values, PixelSize size)
    {
        var labels = new Raster<byte>(size.Width, size.Height, 1);
        int plane = size.Width * size.Height;
        Parallel.For(0, size.Height, y =>
        {
            for (int at = y * size.Width; at < (y + 1) * size.Width; at++)
            {
                labels.Samples[at] = table.HasRegions ? Region(table, values, at, plane) : Largest(values, at, plane);
            }
        });
        return labels;
    }

    /// <summary>Calls every pixel of glass background.</summary>
    public void Clear(GlassMap glass) => Parallel.For(0, _area.Height, y =>
    {
        Span<byte> row = Labels.Row(_area.Y + y).Slice(_area.X, _area.Width);
        for (int x = 0; x < row.Length; x++)
        {
            row[x] = glass.IsGlass(x, y) ? (byte)0 : row[x];
        }
    });

    private static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));

    private float[] Softmax(float[] logits, int plane)
    {
        float[] likely = new float[logits.Length];
        int heads = logits.Length / plane;
        Parallel.For(0, plane / _area.Width, y =>
        {
            for (int at = y * _area.Width; at < (y + 1) * _area.Width; at++)
            {
                float largest = float.NegativeInfinity, sum = 0;
                for (int head = 0; head < heads; head++)
                {
                    largest = Math.Max(largest, logits[(head * plane) + at]);
                }

                for (int head = 0; head < heads; head++)
                {
                    sum += likely[(head * plane) + at] = MathF.Exp(logits[(head * plane) + at] - largest);
                }

                for (int head = 0; head < heads; head++)
                {
                    likely[(head * plane) + at] /= sum;
                }
            }
        });
        return likely;
    }

    private static byte Largest(float[] values, int at, int plane)
    {
        int best = 0;
        for (int head = 1, place = at + plane; place < values.Length; head++, place += plane)
        {
            best = values[place] > values[(best * plane) + at] ? head : best;
        }

        return (byte)best;
    }

    private static byte Region(LabelTable table, float[] likely, int at, int plane)
    {
        byte label = 0;
        for (int head = 0; head < table.RegionsClassOrder.Count; head++)
        {
            label = likely[(head * plane) + at] > 0.5f ? checked((byte)table.RegionsClassOrder[head]) : label;
        }

        return label;
    }
}
