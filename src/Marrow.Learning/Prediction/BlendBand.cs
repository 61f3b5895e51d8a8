using System.Numerics.Tensors;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Weighted sums of overlapping windows, in slices of columns. While windows add to a slice it is as high as they are; once a row of windows has passed
/// it, the rows that no later window reaches are divided and handed on, and of the rest only what the next row of windows overlaps is kept.
/// With reference rounding each sum is rounded to 16-bit floats after each window, as nnU-Net keeps it.
/// </summary>
internal sealed class BlendBand
{
    // Below every weight.
    private const float Tiny = 1e-30f;

    // Narrower ones would be more work than memory.
    private const int LeastWidth = 64;

    // Rows of windows are not all equally far apart: what one leaves has room for what any leaves, or arrays would not serve again.
    private readonly int _heads, _members, _sliceWidth, _mostLeft;
    private readonly PixelSize _size, _window;
    private readonly bool _roundsToHalf;
    private readonly float[] _importance;
    private readonly Action<PixelRectangle, float[]> _finished;

    // Planes of sums, the last of weights; null where there are none yet. Open ones have a window's rows, others those that the row before left.
    private readonly float[]?[] _slices;
    private readonly bool[] _isOpen;
    private readonly FloatArrays _arrays;
    private readonly Stack<float[]> _low = new();
    private float[] _values = [];
    private int _row, _next;

    /// <param name="size">Of the picture, at least a window.</param>
    /// <param name="finished">Gets finished parts in reading order, slice by slice of each row of windows: heads × H × W logits, all 0 where no window was,
    /// which the next call overwrites.</param>
    public BlendBand(IWindowNetwork network, PixelSize size, SlidingOptions options, Action<PixelRectangle, float[]> finished)
    {
        (_heads, _members) = (network.Heads, options.RoundsToHalf ? network.Members : 1);
        (_size, _window, _roundsToHalf, _finished) = (size, options.Window, options.RoundsToHalf, finished);
        Tops = SlidingWindow.Starts(size.Height, _window.Height, options.Step).Distinct().ToArray();
        _arrays = options.Arrays;
        _importance = GaussianImportance.Of(_window, _roundsToHalf);
        _sliceWidth = Math.Max(LeastWidth, _window.Width / 4);
        _mostLeft = _sliceWidth * Enumerable.Range(0, Tops.Length).Max(RowsLeft);
        _slices = new float[]?[(size.Width + _sliceWidth - 1) / _sliceWidth];
        _isOpen = new bool[_slices.Length];
    }

    /// <summary>First rows of the rows of windows, ascending.</summary>
    public int[] Tops { get; }

    private int Planes => (_members * _heads) + 1;

    /// <summary>Hands on what no window reaches that comes at this place or after it in reading order.</summary>
    public void Advance(int top, int left)
    {
        while (_row < Tops.Length && (Tops[_row] < top || (_next + 1) * _sliceWidth <= left))
        {
            Finish(_next);
            if (++_next == _slices.Length)
            {
                (_row, _next) = (_row + 1, 0);
            }
        }
    }

    /// <summary>Adds a window; they come in reading order.</summary>
    /// <param name="logits">For each member (one, their mean, without reference rounding) heads × H × W.</param>
    public void Add(PixelRectangle window, float[] logits)
    {
        Advance(window.Y, window.X);
        if (window.Size != _window || window.Y != Tops[_row])
        {
            throw new ArgumentException($"a window at row {window.Y} does not start at the band's row {Tops[_row]}", nameof(window));
        }

        for (int slice = window.X / _sliceWidth; slice <= (window.Right - 1) / _sliceWidth; slice++)
        {
            Open(slice);
        }

        Parallel.For(0, Planes, plane =>
        {
            Span<float> scratch = new float[_roundsToHalf ? _sliceWidth : 0];
            for (int slice = window.X / _sliceWidth; slice <= (window.Right - 1) / _sliceWidth; slice++)
            {
                int from = Math.Max(window.X, slice * _sliceWidth), width = Math.Min(window.Right, (slice + 1) * _sliceWidth) - from;
                for (int y = 0; y < window.Height; y++)
                {
                    Span<float> row = _slices[slice].AsSpan(Place(plane, y) + from - (slice * _sliceWidth), width);
                    ReadOnlySpan<float> importance = _importance.AsSpan((y * window.Width) + from - window.X, width);
                    ReadOnlySpan<float> values = plane == Planes - 1 ? [] : logits.AsSpan((((plane * window.Height) + y) * window.Width) + from - window.X, width);
                    Weigh(values, importance, row, scratch);
                }
            }
        });
    }

    /// <summary>Hands on the rest.</summary>
    public void End() => Advance(int.MaxValue, 0);

    private int Place(int plane, int row) => ((plane * _window.Height) + row) * _sliceWidth;

    // How many rows the row of windows before has left in a slice.
    private int RowsLeft(int row) => row == 0 ? 0 : _window.Height - (Tops[row] - Tops[row - 1]);

    private void Open(int slice)
    {
        if (_isOpen[slice])
        {
            return;
        }

        float[] open = _arrays.Take(checked(Planes * _window.Height * _sliceWidth));
        int left = _slices[slice] is null ? 0 : RowsLeft(_row) * _sliceWidth, all = _window.Height * _sliceWidth;
        for (int plane = 0; plane < Planes; plane++)
        {
            _slices[slice].AsSpan(plane * left, left).CopyTo(open.AsSpan(plane * all));
            open.AsSpan((plane * all) + left, all - left).Clear();
        }

        if (_slices[slice] is { } kept)
        {
            _low.Push(kept);
        }

        (_slices[slice], _isOpen[slice]) = (open, true);
    }

    private void Finish(int slice)
    {
        int x = slice * _sliceWidth, rows = (_row + 1 < Tops.Length ? Tops[_row + 1] : _size.Height) - Tops[_row];
        var part = new PixelRectangle(x, Tops[_row], Math.Min(_sliceWidth, _size.Width - x), rows);
        int length = checked((int)(_heads * part.Size.Area));
        _values = _values.Length == length ? _values : new float[length];
        if (_slices[slice] is null)
        {
            _values.AsSpan().Clear();
        }
        else
        {
            Open(slice);
            Parallel.For(0, rows, y => Divide(_slices[slice]!, y, part.Size));
            Keep(slice, rows);
        }

        _finished(part, _values);
    }

    /// <summary>Leaves what the next row of windows overlaps.</summary>
    private void Keep(int slice, int finished)
    {
        float[] open = _slices[slice]!;
        (_slices[slice], _isOpen[slice]) = (null, false);
        int left = (_window.Height - finished) * _sliceWidth;
        if (left > 0)
        {
            float[] kept = _low.TryPop(out float[]? used) ? used : GC.AllocateUninitializedArray<float>(Planes * _mostLeft);
            for (int plane = 0; plane < Planes; plane++)
            {
                open.AsSpan(Place(plane, finished), left).CopyTo(kept.AsSpan(plane * left));
            }

            _slices[slice] = kept;
        }

        _arrays.Give(open);
    }

    // The reference multiplies and adds apart.
    private void Weigh(ReadOnlySpan<float> logits, ReadOnlySpan<float> importance, Span<float> sums, Span<float> scratch)
    {
        if (logits.IsEmpty)
        {
            TensorPrimitives.Add(sums, importance, sums);
        }
        else if (_roundsToHalf)
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

    private void Divide(float[] sums, int y, PixelSize part)
    {
        Span<float> weights = sums.AsSpan(Place(Planes - 1, y), part.Width);
        // Sums without weight are 0 and stay so.
        TensorPrimitives.Max(weights, Tiny, weights);
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
