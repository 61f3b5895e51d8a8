using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>Cubic B-spline interpolation (Unser 1999): coefficients by a recursive filter with mirrored ends, and the weights between them.</summary>
internal static class SplineCoefficients
{
    private static readonly double Pole = Math.Sqrt(3) - 2;

    /// <summary>The coefficients whose spline passes through every sample.</summary>
    public static Raster<double> Of(Raster<double> picture)
    {
        var result = new Raster<double>(picture.Width, picture.Height, 1, (double[])picture.Samples.Clone());
        for (int y = 0; y < picture.Height; y++)
        {
            Filter(result.Row(y));
        }

        double[] column = new double[picture.Height];
        for (int x = 0; x < picture.Width; x++)
        {
            for (int y = 0; y < column.Length; y++)
            {
                column[y] = result[x, y];
            }

            Filter(column);
            for (int y = 0; y < column.Length; y++)
            {
                result[x, y] = column[y];
            }
        }

        return result;
    }

    /// <summary>The weights of the four coefficients around a place, from the second's distance to it, 0 to 1.</summary>
    public static double[] Weights(double part)
    {
        double rest = 1 - part;
        return
        [
            rest * rest * rest / 6, (2.0 / 3) - (part * part * (2 - part) / 2), (2.0 / 3) - (rest * rest * (2 - rest) / 2), part * part * part / 6,
        ];
    }

    /// <summary>An index reflected into 0 … count − 1 at the end samples' centres.</summary>
    public static int Mirror(int at, int count)
    {
        if (count == 1)
        {
            return 0;
        }

        int period = 2 * (count - 1);
        int inside = ((at % period) + period) % period;
        return inside < count ? inside : period - inside;
    }

    private static void Filter(Span<double> line)
    {
        if (line.Length == 1)
        {
            return;
        }

        // Causal pass; its start is the exact sum over the endlessly mirrored line.
        double sum = line[0], power = Pole, last = Math.Pow(Pole, (2 * line.Length) - 2);
        for (int i = 1; i < line.Length - 1 && Math.Abs(power) > 1e-100; i++)
        {
            sum += (power + (last / power)) * line[i];
            power *= Pole;
        }

        line[0] = 6 * (sum + (power * line[^1])) / (1 - last);
        for (int i = 1; i < line.Length; i++)
        {
            line[i] = (6 * line[i]) + (Pole * line[i - 1]);
        }

        // Anticausal pass.
        line[^1] = Pole / ((Pole * Pole) - 1) * (line[^1] + (Pole * line[^2]));
        for (int i = line.Length - 2; i >= 0; i--)
        {
            line[i] = Pole * (line[i + 1] - line[i]);
        }
    }
}
