using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Weighted sums of overlapping windows, in slices of columns. While windows add to a slice it is as high as they are; once a row of windows has passed
/// it, the rows that no later window reaches are divided and handed on, and of the rest only what the next row of windows overlaps is kept, past a limit
/// in a file. The sums of weights are not kept: they are added up where they are needed.
/// With reference rounding each sum is rounded to 16-bit floats after each window, as nnU-Net keeps it.
/// </summary>
internal sealed class BlendBand : IDisposable
{
    // Below every weight.
    private const float Tiny = 1e-30f;

    // Narrower ones would be more work than memory.
    private const int LeastWidth = 64;

    private const int RowsAtOnce = 64;

    private readonly int _heads, _members, _sliceWidth;
    private readonly PixelSize _size, _window;
    private readonly bool _roundsToHalf;
    private readonly float[] _importance;
    private readonly Action<PixelRectangle, float[]> _finished;

    // Planes of sums, a window's rows high; null where no window of this row of windows has added yet.
    private readonly float[]?[] _open;

    // Those that the rest of a slice is the sum of, in their order.
    private readonly List<PixelRectangle>[] _windows;
    private readonly FloatArrays _arrays;
    private readonly SpillingBytes _kept;
    private readonly long _keptBytes;
    private float[] _values = [], _weights = [];
    private int _row, _next;

    /// <param name="size">Of the picture, at least a window.</param>
    /// <param name="finished">Gets finished parts in reading order, slice by slice of each row of windows: heads × H × W logits, all 0 where no window was,
    /// which the next call overwrites.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public BlendBand(IWindowNetwork network, PixelSize size, SlidingOptions options, Action<PixelRectangle, float[]> finished)
    {
        (_heads, _members) = (network.Heads, options.RoundsToHalf ? network.Members : 1);
        (_size, _window, _roundsToHalf, _finished) = (size, options.Window, options.RoundsToHalf, finished);
        Tops = SlidingWindow.Starts(size.Height, _window.Height, options.Step).Distinct().ToArray();
        _arrays = options.Arrays;
        _importance = GaussianImportance.Of(_window, _roundsToHalf);
        _sliceWidth = Math.Max(LeastWidth, _window.Width / 4);
        _open = new float[]?[(size.Width + _sliceWidth - 1) / _sliceWidth];
        _windows = [.. _open.Select(_ => new List<PixelRectangle>())];
        _keptBytes = checked((long)sizeof(float) * Planes * _sliceWidth * Enumerable.Range(0, Tops.Length).Max(RowsLeft));
        _kept = new SpillingBytes(checked(_open.Length * _keptBytes), options.Spill);
    }

    /// <summary>First rows of the rows of windows, ascending.</summary>
    public int[] Tops { get; }

    private int Planes => _members * _heads;

    /// <summary>Hands on what no window reaches that comes at this place or after it in reading order.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Advance(int top, int left)
    {
        while (_row < Tops.Length && (Tops[_row] < top || (_next + 1) * _sliceWidth <= left))
        {
            Finish(_next);
            if (++_next == _open.Length)
            {
                (_row, _next) = (_row + 1, 0);
            }
        }
    }

    /// <summary>Adds a window; they come in reading order.</summary>
    /// <param name="logits">For each member (one, their mean, without reference rounding) heads × H × W.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Add(PixelRectangle window, float[] logits)
    {
        Advance(window.Y, window.X);
        if (window.Size != _window || window.Y != Tops[_row])
        {
            throw new ArgumentException($"a window at row {window.Y} does not start at the band's row {Tops[_row]}", nameof(window));
        }

        (int first, int last) = (window.X / _sliceWidth, (window.Right - 1) / _sliceWidth);
        for (int slice = first; slice <= last; slice++)
        {
            Open(slice);
            _windows[slice].Add(window);
        }

        int parts = (window.Height + RowsAtOnce - 1) / RowsAtOnce;
        Parallel.For(0, Planes * parts, part =>
        {
            Span<float> scratch = new float[_roundsToHalf ? _sliceWidth : 0];
            (int plane, int top) = (part / parts, part % parts * RowsAtOnce);
            for (int slice = first; slice <= last; slice++)
            {
                (int from, int width) = Shared(window, slice);
                for (int y = top; y < Math.Min(window.Height, top + RowsAtOnce); y++)
                {
                    Span<float> row = _open[slice].AsSpan(Place(plane, y) + from - (slice * _sliceWidth), width);
                    Weigh(logits.AsSpan((((plane * window.Height) + y) * window.Width) + from - window.X, width), Importance(y, from - window.X, width), row, scratch);
                }
            }
        });
    }

    /// <summary>Hands on the rest.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void End() => Advance(int.MaxValue, 0);

    public void Dispose() => _kept.Dispose();

    private int Place(int plane, int row) => ((plane * _window.Height) + row) * _sliceWidth;

    // How many rows the row of windows before has left in a slice.
    private int RowsLeft(int row) => row == 0 ? 0 : _window.Height - (Tops[row] - Tops[row - 1]);

    // The columns of a slice that a window has.
    private (int From, int Width) Shared(PixelRectangle window, int slice)
    {
        int from = Math.Max(window.X, slice * _sliceWidth);
        return (from, Math.Min(window.Right, (slice + 1) * _sliceWidth) - from);
    }

    private ReadOnlySpan<float> Importance(int y, int x, int width) => _importance.AsSpan((y * _window.Width) + x, width);

    private void Open(int slice)
    {
        if (_open[slice] is not null)
        {
            return;
        }

        float[] open = _arrays.Take(checked(Planes * _window.Height * _sliceWidth));
        int left = _windows[slice].Count == 0 ? 0 : RowsLeft(_row) * _sliceWidth, all = _window.Height * _sliceWidth;
        for (int plane = 0; plane < Planes; plane++)
        {
            _kept.Read(MemoryMarshal.AsBytes(open.AsSpan(plane * all, left)), KeptPlace(slice, plane * left));
            open.AsSpan((plane * all) + left, all - left).Clear();
        }

        _open[slice] = open;
    }

    private void Finish(int slice)
    {
        bool isLast = _row + 1 == Tops.Length;
        int bottom = isLast ? _size.Height : Tops[_row + 1];
        var part = new PixelRectangle(slice * _sliceWidth, Tops[_row], Math.Min(_sliceWidth, _size.Width - (slice * _sliceWidth)), bottom - Tops[_row]);
        int length = checked((int)(_heads * part.Size.Area));
        _values = _values.Length == length ? _values : new float[length];
        if (_windows[slice].Count == 0)
        {
            _values.AsSpan().Clear();
        }
        else
        {
            Open(slice);
            _weights = _weights.Length >= part.Size.Area ? _weights : new float[part.Size.Area];
            Parallel.For(0, part.Height, y => Divide(slice, y, part));
            _windows[slice].RemoveAll(window => window.Bottom <= bottom);
            Close(slice, part.Height);
        }

        _finished(part, _values);
    }

    /// <summary>Leaves what the next row of windows overlaps.</summary>
    private void Close(int slice, int finished)
    {
        float[] open = _open[slice]!;
        int left = _windows[slice].Count == 0 ? 0 : (_window.Height - finished) * _sliceWidth;
        for (int plane = 0; plane < Planes; plane++)
        {
            _kept.Write(MemoryMarshal.AsBytes(open.AsSpan(Place(plane, finished), left)), KeptPlace(slice, plane * left));
        }

        _open[slice] = null;
        _arrays.Give(open);
    }

    private long KeptPlace(int slice, int at) => (slice * _keptBytes) + ((long)sizeof(float) * at);

    // The reference multiplies and adds apart.
    private void Weigh(ReadOnlySpan<float> logits, ReadOnlySpan<float> importance, Span<float> sums, Span<float> scratch)
    {
        if (_roundsToHalf)
        {
            TensorPrimitives.Multiply(logits, importance, scratch);
            TensorPrimitives.Add(sums, scratch[..sums.Length], sums);
        }
        else
        {
            TensorPrimitives.FusedMultiplyAdd(logits, importance, sums, sums);
        }

        Round(sums);
    }

    private void Divide(int slice, int y, PixelRectangle part)
    {
        float[] sums = _open[slice]!;
        Span<float> weights = _weights.AsSpan(y * part.Width, part.Width);
        SumWeights(slice, part.Y + y, weights);
        for (int head = 0; head < _heads; head++)
        {
            Span<float> target = _values.AsSpan(((head * part.Height) + y) * part.Width, part.Width);
            TensorPrimitives.Divide(sums.AsSpan(Place(head, y), part.Width), weights, target);
            Round(target);
            if (_members > 1)
            {
                AddMembers(sums, (head, y), weights, target);
            }
        }
    }

    // Of a row, in the windows' order.
    private void SumWeights(int slice, int y, Span<float> weights)
    {
        weights.Clear();
        foreach (PixelRectangle window in _windows[slice])
        {
            if (y < window.Bottom)
            {
                (int from, int width) = Shared(window, slice);
                Span<float> shared = weights.Slice(from - (slice * _sliceWidth), width);
                TensorPrimitives.Add(shared, Importance(y - window.Y, from - window.X, width), shared);
                Round(shared);
            }
        }

        // Sums without weight are 0 and stay so.
        TensorPrimitives.Max(weights, Tiny, weights);
    }

    private void AddMembers(float[] sums, (int Head, int Row) at, ReadOnlySpan<float> weights, Span<float> target)
    {
        Span<float> other = new float[target.Length];
        for (int member = 1; member < _members; member++)
        {
            TensorPrimitives.Divide(sums.AsSpan(Place((member * _heads) + at.Head, at.Row), target.Length), weights, other);
            Round(other);
            TensorPrimitives.Add(target, other, target);
            Round(target);
        }

        TensorPrimitives.Divide(target, _members, target);
        Round(target);
    }

    private void Round(Span<float> values)
    {
        if (_roundsToHalf)
        {
            HalfPrecision.Round(values);
        }
    }
}
