using System.Numerics.Tensors;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Weighted sums of overlapping windows over as many rows as a window is high, in a ring. Rows that no later window reaches are divided, handed on
/// and forgotten. With reference rounding each sum is rounded to 16-bit floats after each window, as nnU-Net keeps it.
/// </summary>
internal sealed class BlendBand
{
    // Below every weight.
    private const float Tiny = 1e-30f;

    private readonly int _heads, _members, _width, _height;
    private readonly bool _roundsToHalf;
    private readonly float[] _importance;
    private readonly float[][] _sums;
    private readonly float[] _weights;
    private float[] _finished = [];

    public BlendBand(IWindowNetwork network, int width, PixelSize window, bool roundsToHalf)
    {
        (_heads, _members, _width, _height) = (network.Heads, roundsToHalf ? network.Members : 1, width, window.Height);
        _roundsToHalf = roundsToHalf;
        _importance = GaussianImportance.Of(window, roundsToHalf);
        _sums = Enumerable.Range(0, _members * _heads).Select(_ => new float[checked(_height * width)]).ToArray();
        _weights = new float[_height * width];
    }

    /// <summary>The first row that the band holds.</summary>
    public int Top { get; private set; }

    /// <summary>Adds a window that starts at the band's first row.</summary>
    /// <param name="logits">For each member (one, their mean, without reference rounding) heads × H × W.</param>
    public void Add(PixelRectangle window, float[] logits)
    {
        if (window.Y != Top || window.Height != _height)
        {
            throw new ArgumentException($"a window at row {window.Y} does not start at the band's row {Top}", nameof(window));
        }

        Parallel.For(0, _sums.Length + 1, part =>
        {
            float[] sums = part < _sums.Length ? _sums[part] : _weights;
            Span<float> scratch = new float[_roundsToHalf ? window.Width : 0];
            for (int y = 0; y < window.Height; y++)
            {
                Span<float> row = sums.AsSpan(Place(y) + window.X, window.Width);
                ReadOnlySpan<float> importance = _importance.AsSpan(y * window.Width, window.Width);
                if (part == _sums.Length)
                {
                    TensorPrimitives.Add(row, importance, row);
                }
                else
                {
                    Weigh(logits.AsSpan(((part * window.Height) + y) * window.Width, window.Width), importance, row, scratch);
                }

                Round(row);
            }
        });
    }

    /// <summary>
    /// Hands on the first rows, heads × count × width, and moves down. Where no window was, all logits are 0. The array is used again by the next call.
    /// </summary>
    public float[] Take(int count)
    {
        int length = checked(_heads * count * _width);
        _finished = _finished.Length == length ? _finished : new float[length];
        Parallel.For(0, count, row =>
        {
            Span<float> weights = _weights.AsSpan(Place(row), _width);
            // Sums without weight are 0 and stay so.
            TensorPrimitives.Max(weights, Tiny, weights);
            for (int head = 0; head < _heads; head++)
            {
                Finish(head, Place(row), weights, _finished.AsSpan(((head * count) + row) * _width, _width));
            }

            foreach (float[] plane in _sums)
            {
                plane.AsSpan(Place(row), _width).Clear();
            }

            weights.Clear();
        });
        Top += count;
        return _finished;
    }

    private int Place(int row) => (Top + row) % _height * _width;

    // The reference multiplies and adds apart.
    private void Weigh(ReadOnlySpan<float> logits, ReadOnlySpan<float> importance, Span<float> sums, Span<float> scratch)
    {
        if (_roundsToHalf)
        {
            TensorPrimitives.Multiply(logits, importance, scratch);
            TensorPrimitives.Add(sums, scratch, sums);
        }
        else
        {
            TensorPrimitives.FusedMultiplyAdd(logits, importance, sums, sums);
        }
    }

    private void Finish(int head, int place, ReadOnlySpan<float> weights, Span<float> target)
    {
        TensorPrimitives.Divide(_sums[head].AsSpan(place, _width), weights, target);
        Round(target);
        if (_members == 1)
        {
            return;
        }

        Span<float> other = new float[_width];
        for (int member = 1; member < _members; member++)
        {
            TensorPrimitives.Divide(_sums[(member * _heads) + head].AsSpan(place, _width), weights, other);
            Round(other);
            TensorPrimitives.Add(target, other, target);
            Round(target);
        }

        TensorPrimitives.Divide(target, _members, target);
        Round(target);
    }

    private void Round(Span<float> values)
    {
        if (!_roundsToHalf)
        {
            return;
        }

        foreach (ref float value in values)
        {
            value = (float)(Half)value;
        }
    }
}
