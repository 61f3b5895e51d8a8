using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>A filter applied to the picture before measuring.</summary>
/// <param name="Kind">Which filter.</param>
/// <param name="Sigma">Standard deviation of the Gaussian in the unit of the pixel spacing, above 0; only for <see cref="ImageFilterKind.LaplacianOfGaussian"/>.</param>
public sealed record ImageFilter(ImageFilterKind Kind, double Sigma = 1)
{
    public static ImageFilter Original { get; } = new(ImageFilterKind.Original);

    /// <summary>Reads <c>original</c>, <c>log:2.5</c>, <c>wavelet</c>, <c>square</c>, <c>squareroot</c>, <c>logarithm</c>, <c>exponential</c>, <c>gradient</c>, <c>lbp-2d</c>.</summary>
    /// <exception cref="ArgumentException">No such filter, or no such σ.</exception>
    public static ImageFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        if (parts is ["log", string number] && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double sigma) && sigma > 0 && double.IsFinite(sigma))
        {
            return new ImageFilter(ImageFilterKind.LaplacianOfGaussian, sigma);
        }

        ImageFilterKind? kind = text switch
        {
            "original" => ImageFilterKind.Original,
            "wavelet" => ImageFilterKind.Wavelet,
            "square" => ImageFilterKind.Square,
            "squareroot" => ImageFilterKind.SquareRoot,
            "logarithm" => ImageFilterKind.Logarithm,
            "exponential" => ImageFilterKind.Exponential,
            "gradient" => ImageFilterKind.Gradient,
            "lbp-2d" => ImageFilterKind.Lbp2D,
            _ => null,
        };
        return kind is ImageFilterKind known
            ? new ImageFilter(known)
            : throw new ArgumentException(
                $"there is no filter {text}; filters are original, log:SIGMA, wavelet, square, squareroot, logarithm, exponential, gradient, lbp-2d");
    }

    /// <summary>The filtered pictures and their names as columns begin with them.</summary>
    public IEnumerable<(string Prefix, Raster<double> Picture)> Apply(Raster<double> picture, PixelSpacing spacing)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(spacing);
        return Kind switch
        {
            ImageFilterKind.Original => [("original", picture)],
            ImageFilterKind.LaplacianOfGaussian => [($"log-sigma-{SigmaText}-2D", LaplacianOfGaussian.Filter(picture, Sigma, spacing))],
            ImageFilterKind.Wavelet => StationaryWavelet.Filter(picture),
            ImageFilterKind.Square => [("square", PointFilters.Square(picture))],
            ImageFilterKind.SquareRoot => [("squareroot", PointFilters.SquareRoot(picture))],
            ImageFilterKind.Logarithm => [("logarithm", PointFilters.Logarithm(picture))],
            ImageFilterKind.Exponential => [("exponential", PointFilters.Exponential(picture))],
            ImageFilterKind.Gradient => [("gradient", GradientMagnitude.Filter(picture, spacing))],
            ImageFilterKind.Lbp2D => [("lbp-2D", LocalBinaryPattern.Filter(picture))],
            _ => throw new InvalidOperationException($"no filter {Kind}"),
        };
    }

    /// <summary>σ as pyradiomics writes it in names: 2.5 becomes 2-5, 2 becomes 2-0.</summary>
    private string SigmaText => Sigma.ToString("0.0###############").Replace('.', '-');
}
