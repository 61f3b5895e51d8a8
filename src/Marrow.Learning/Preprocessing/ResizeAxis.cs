using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Resizing along one axis: which input samples make each output sample, and with which weights. Output sample k lies at
/// (k + ½)·input÷output − ½ of the input. The cubic kernel works on B-spline coefficients (Unser 1999), found on an axis
/// that is lengthened by twelve edge samples on both sides.
/// </summary>
internal sealed class ResizeAxis
{
    private const int Padding = 12;
    private static readonly double Pole = Math.Sqrt(3) - 2;

    private readonly bool _isCubic;
    private readonly int _input;
    private readonly int[] _first;
    private readonly double[] _weights;

    private ResizeAxis(int input, int output, bool isCubic)
    {
        (_isCubic, _input) = (isCubic, input);
        int taps = isCubic ? 4 : 2;
        (_first, _weights) = (new int[output], new double[output * taps]);
        double scale = (double)input / output;
        for (int k = 0; k < output; k++)
        {
            double place = ((k + 0.5) * scale) - 0.5;
            place = isCubic ? place + Padding : Math.Clamp(place, 0, input - 1);
            int below = (int)Math.Floor(place);
            _first[k] = isCubic ? below - 1 : below;
            Weights(place - below, _weights.AsSpan(k * taps, taps));
        }
    }

    public static ResizeAxis Cubic(int input, int output) => new(input, output, isCubic: true);

    public static ResizeAxis Linear(int input, int output) => new(input, output, isCubic: false);

    /// <summary>Resizes rows, then columns.</summary>
    public static double[] Both(double[] source, PixelSize from, PixelSize to, Func<int, int, ResizeAxis> create)
    {
        ResizeAxis across = create(from.Width, to.Width), down = create(from.Height, to.Height);
        double[] wide = new double[from.Height * to.Width], result = new double[to.Height * to.Width];
        double[] column = new double[from.Height], resized = new double[to.Height];
        for (int y = 0; y < from.Height; y++)
        {
            across.Apply(source.AsSpan(y * from.Width, from.Width), wide.AsSpan(y * to.Width, to.Width));
        }

        for (int x = 0; x < to.Width; x++)
        {
            for (int y = 0; y < column.Length; y++)
            {
                column[y] = wide[(y * to.Width) + x];
            }

            down.Apply(column, resized);
            for (int y = 0; y < resized.Length; y++)
            {
                result[(y * to.Width) + x] = resized[y];
            }
        }

        return result;
    }

    private static void Weights(double t, Span<double> weights)
    {
        if (weights.Length == 2)
        {
            (weights[0], weights[1]) = (1 - t, t);
            return;
        }

        double u = 1 - t;
        weights[0] = u * u * u / 6;
        weights[1] = ((t * t * (t - 2) * 3) + 4) / 6;
        weights[2] = ((u * u * (u - 2) * 3) + 4) / 6;
        weights[3] = 1 - weights[0] - weights[1] - weights[2];
    }

    private void Apply(ReadOnlySpan<double> line, Span<double> result)
    {
        ReadOnlySpan<double> samples = _isCubic ? Coefficients(line) : line;
        int taps = _isCubic ? 4 : 2;
        for (int k = 0; k < result.Length; k++)
        {
            double sum = 0;
            for (int tap = 0; tap < taps; tap++)
            {
                sum += _weights[(k * taps) + tap] * samples[Math.Min(_first[k] + tap, samples.Length - 1)];
            }

            result[k] = sum;
        }
    }

    // The recursive filter of the cubic B-spline; the lengthened line is reflected about its edges.
    private double[] Coefficients(ReadOnlySpan<double> line)
    {
        int length = _input + (2 * Padding);
        double[] c = new double[length];
        double gain = (1 - Pole) * (1 - (1 / Pole));
        for (int i = 0; i < length; i++)
        {
            c[i] = line[Math.Clamp(i - Padding, 0, _input - 1)] * gain;
        }

        double power = Pole, far = Math.Pow(Pole, length), first = c[0], sum = c[0] + (far * c[length - 1]);
        for (int i = 1; i < length; i++)
        {
            sum += power * (c[i] + (far * c[length - 1 - i]));
            power *= Pole;
        }

        c[0] = (sum * Pole / (1 - (far * far))) + first;
        for (int i = 1; i < length; i++)
        {
            c[i] += Pole * c[i - 1];
        }

        c[length - 1] *= Pole / (Pole - 1);
        for (int i = length - 2; i >= 0; i--)
        {
            c[i] = Pole * (c[i + 1] - c[i]);
        }

        return c;
    }
}
