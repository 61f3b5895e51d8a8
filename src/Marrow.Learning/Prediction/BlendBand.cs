using System.Numerics.Tensors;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Weighted sums of overlapping windows over as many rows as a window is high. Rows that no later window reaches are divided, handed on and forgotten.
/// With reference rounding each sum is rounded to 16-bit floats after each window, as nnU-Net keeps it.
/// </summary>
internal sealed class BlendBand
{
    private readonly int _heads, _members, _width, _height;
    private readonly bool _roundsToHalf;
    private readonly float[] _importance;
    private readonly float[][] _sums;
    private readonly float[] _weights;

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

        int area = window.Width * window.Height;
        Parallel.For(0, _sums.Length + 1, part =>
        {
            float[] sums = part < _sums.Length ? _sums[part] : _weights;
            Span<float> scratch = new float[window.Width];
            for (int y = 0; y < window.Height; y++)
            {
                Span<float> row = sums.AsSpan((y * _width) + window.X, window.Width);
                ReadOnlySpan<float> importance = _importance.AsSpan(y * window.Width, window.Width);
                importance.CopyTo(scratch);
                if (part < _sums.Length)
                {
                    TensorPrimitives.Multiply(logits.AsSpan((part * area) + (y * window.Width), window.Width), importance, scratch);
                }

                TensorPrimitives.Add(row, scratch, row);
                Round(row);
            }
        });
    }

    /// <summary>Hands on the first rows, heads × count × width, and moves down. Where no window was, all logits are 0.</summary>
    public float[] Take(int count)
    {
        float[] logits = new float[checked(_heads * count * _width)];
        Parallel.For(0, _heads, head =>
        {
            Span<float> target = logits.AsSpan(head * count * _width, count * _width);
            Divide(_sums[head], count, target);
            for (int member = 1; member < _members; member++)
            {
                float[] other = new float[target.Length];
                Divide(_sums[(member * _heads) + head], count, other);
                TensorPrimitives.Add(target, other, target);
                Round(target);
            }

            if (_members > 1)
            {
                TensorPrimitives.Divide(target, _members, target);
                Round(target);
            }
        });
        Shift(count);
        return logits;
    }

    private void Divide(float[] sums, int count, Span<float> target)
    {
        for (int i = 0; i < count * _width; i++)
        {
            target[i] = _weights[i] > 0 ? sums[i] / _weights[i] : 0;
        }

        Round(target);
    }

    private void Shift(int count)
    {
        foreach (float[] plane in _sums.Append(_weights))
        {
            int kept = (_height - count) * _width;
            Array.Copy(plane, count * _width, plane, 0, kept);
            plane.AsSpan(kept).Clear();
        }

        Top += count;
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
