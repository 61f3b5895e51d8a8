using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>
/// One level of the undecimated wavelet transform with the first Coiflet (Daubechies 1993), rows and columns wrapped around.
/// A side of odd length is first lengthened by its own first sample, as pyradiomics does.
/// </summary>
internal static class StationaryWavelet
{
    /// <summary>The decomposition low-pass filter of coif1.</summary>
    private static readonly double[] Low =
    [
        -0.015655728135791993, -0.07273261951252645, 0.3848648468648578, 0.8525720202116004, 0.3378976624574818, -0.07273261951252645,
    ];

    /// <summary>Its quadrature mirror: high[k] = (−1)^(k+1) low[5−k].</summary>
    private static readonly double[] High = Low.Select((_, k) => (k % 2 == 0 ? -1 : 1) * Low[Low.Length - 1 - k]).ToArray();

    /// <summary>The four sub-bands in pyradiomics' order; the first letter is along x, the second along y.</summary>
    public static IEnumerable<(string Prefix, Raster<double> Picture)> Filter(Raster<double> picture)
    {
        foreach ((string name, double[] across, double[] down) in Bands)
        {
            yield return ($"wavelet-{name}", Columns(Rows(picture, across), down));
        }
    }

    private static (string Name, double[] Across, double[] Down)[] Bands => [("LH", Low, High), ("HL", High, Low), ("HH", High, High), ("LL", Low, Low)];

    private static Raster<double> Rows(Raster<double> picture, double[] kernel)
    {
        var result = new Raster<double>(picture.Width, picture.Height, 1);
        int length = picture.Width + (picture.Width % 2);
        for (int y = 0; y < picture.Height; y++)
        {
            ReadOnlySpan<double> from = picture.Row(y);
            Span<double> to = result.Row(y);
            for (int x = 0; x < to.Length; x++)
            {
                double sum = 0;
                for (int k = 0; k < kernel.Length; k++)
                {
                    sum += kernel[k] * from[Wrap(x + 3 - k, length) % from.Length];
                }

                to[x] = sum;
            }
        }

        return result;
    }

    private static Raster<double> Columns(Raster<double> picture, double[] kernel)
    {
        var result = new Raster<double>(picture.Width, picture.Height, 1);
        int length = picture.Height + (picture.Height % 2);
        for (int y = 0; y < picture.Height; y++)
        {
            Span<double> to = result.Row(y);
            for (int k = 0; k < kernel.Length; k++)
            {
                ReadOnlySpan<double> from = picture.Row(Wrap(y + 3 - k, length) % picture.Height);
                for (int x = 0; x < to.Length; x++)
                {
                    to[x] += kernel[k] * from[x];
                }
            }
        }

        return result;
    }

    private static int Wrap(int at, int length) => ((at % length) + length) % length;
}
