using System.Numerics;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Turns finished parts of logits into labels and, where asked for, probabilities, and hands both on in the picture's own place.</summary>
internal sealed class LogitRows : IDisposable
{
    private const int RowsAtOnce = 64;

    private readonly LabelTable _table;
    private readonly PixelSize _size;
    private readonly PixelRectangle _area;
    private readonly ILabelSink _labels;
    private readonly List<PixelRectangle> _parts = [];
    private SpillingBytes? _waiting;
    private int _next;

    /// <param name="size">Of the whole picture; labels outside the area are background.</param>
    /// <param name="area">The predicted part.</param>
    /// <param name="labels">Gets the rows of the whole picture.</param>
    public LogitRows(LabelTable table, PixelSize size, PixelRectangle area, ILabelSink labels)
    {
        (_table, _size, _area, _labels) = (table, size, area, labels);
        labels.Begin(size);
    }

    /// <summary>Where probabilities go, or null.</summary>
    public ProbabilityFile? Probabilities { get; init; }

    /// <summary>Where labels wait for those beside them.</summary>
    public SpillLimit Spill { get; init; } = SpillLimit.In(Path.GetTempPath());

    /// <summary>What is called background whatever the network says, or null.</summary>
    public GlassMap? Glass { get; init; }

    /// <summary>Takes the next part in reading order; parts side by side are of one height. Its values are overwritten.</summary>
    /// <param name="part">Its place in the area.</param>
    /// <param name="logits">Heads × H × W.</param>
    public void Add(PixelRectangle part, float[] logits)
    {
        if (Probabilities is not null || _table.HasRegions)
        {
            Likelihood.Of(logits, (int)part.Size.Area, _table.HasRegions);
            Probabilities?.Write(part with { X = _area.X + part.X, Y = _area.Y + part.Y }, logits);
        }

        Raster<byte> chosen = Choose(_table, logits, part.Size);
        if (Glass is not null)
        {
            Clear(chosen, part);
        }

        if (part.X == 0)
        {
            Background(_area.Y + part.Y);
        }

        Wait(chosen.Samples, part);
        if (part.Right == _area.Width)
        {
            Append(part.Height);
        }
    }

    /// <summary>Ends the picture with the background below the area.</summary>
    public void End() => Background(_size.Height);

    public void Dispose() => _waiting?.Dispose();

    /// <summary>The label of each pixel: the first of the largest logits or probabilities, or, of regions, the last in their order above one half.</summary>
    /// <param name="values">Heads × H × W; probabilities where the table has regions.</param>
    public static Raster<byte> Choose(LabelTable table, float[] values, PixelSize size)
    {
        var labels = new Raster<byte>(size.Width, size.Height, 1);
        int plane = size.Width * size.Height;
        Parallel.For(0, size.Height, y =>
        {
            if (!table.HasRegions)
            {
                Largest(values.AsSpan(y * size.Width), plane, labels.Row(y));
                return;
            }

            for (int at = y * size.Width; at < (y + 1) * size.Width; at++)
            {
                labels.Samples[at] = Region(table, values, at, plane);
            }
        });
        return labels;
    }

    private void Wait(byte[] labels, PixelRectangle part)
    {
        long needed = checked((long)_area.Width * part.Height);
        if (_waiting is null || _waiting.Length < needed)
        {
            _waiting?.Dispose();
            _waiting = new SpillingBytes(needed, Spill);
        }

        _waiting.Write(labels, (long)part.X * part.Height);
        _parts.Add(part);
    }

    // The parts that wait side by side.
    private void Append(int height)
    {
        for (int top = 0; top < height; top += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, height - top);
            byte[] rows = new byte[checked(_size.Width * count)];
            foreach (PixelRectangle part in _parts)
            {
                Span<byte> labels = new byte[count * part.Width];
                _waiting!.Read(labels, ((long)part.X * height) + (top * part.Width));
                for (int y = 0; y < count; y++)
                {
                    labels.Slice(y * part.Width, part.Width).CopyTo(rows.AsSpan((y * _size.Width) + _area.X + part.X));
                }
            }

            _labels.Append(rows);
        }

        _next += height;
        _parts.Clear();
    }

    private void Background(int bottom)
    {
        byte[] row = new byte[_size.Width];
        for (; _next < bottom; _next++)
        {
            _labels.Append(row);
        }
    }

    private void Clear(Raster<byte> chosen, PixelRectangle part) => Parallel.For(0, chosen.Height, y =>
    {
        Span<byte> row = chosen.Row(y);
        for (int x = 0; x < row.Length; x++)
        {
            row[x] = Glass!.IsGlass(part.X + x, part.Y + y) ? (byte)0 : row[x];
        }
    });

    // Heads lie a plane apart.
    private static void Largest(ReadOnlySpan<float> values, int plane, Span<byte> labels)
    {
        Span<int> chosen = stackalloc int[Vector<int>.Count];
        int x = 0;
        for (; x <= labels.Length - chosen.Length; x += chosen.Length)
        {
            Vector<float> best = new(values[x..]);
            Vector<int> heads = Vector<int>.Zero;
            for (int head = 1, at = x + plane; at < values.Length; head++, at += plane)
            {
                Vector<float> own = new(values[at..]);
                Vector<int> isMore = Vector.GreaterThan(own, best);
                (best, heads) = (Vector.ConditionalSelect(isMore, own, best), Vector.ConditionalSelect(isMore, new Vector<int>(head), heads));
            }

            heads.CopyTo(chosen);
            for (int i = 0; i < chosen.Length; i++)
            {
                labels[x + i] = (byte)chosen[i];
            }
        }

        for (; x < labels.Length; x++)
        {
            labels[x] = Largest(values[x..], plane);
        }
    }

    private static byte Largest(ReadOnlySpan<float> values, int plane)
    {
        int best = 0;
        for (int head = 1, at = plane; at < values.Length; head++, at += plane)
        {
            best = values[at] > values[best * plane] ? head : best;
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
