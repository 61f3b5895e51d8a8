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

        Parallel.For(0, count, y =>
        {
            Span<byte> row = Labels.Row(_area.Y + top + y).Slice(_area.X, _area.Width);
            for (int x = 0; x < row.Length; x++)
            {
                int at = (y * _area.Width) + x;
                row[x] = _table.HasRegions ? Region(logits, at, plane) : Largest(logits, at, plane);
            }
        });
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

    private byte Region(float[] likely, int at, int plane)
    {
        byte label = 0;
        for (int head = 0; head < _table.RegionsClassOrder.Count; head++)
        {
            label = likely[(head * plane) + at] > 0.5f ? checked((byte)_table.RegionsClassOrder[head]) : label;
        }

        return label;
    }
}
