using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>
/// Filters of single samples, each scaled by m = max|x| of the picture so that the result keeps its range
/// (van Griethuysen 2017, image types). A picture of zeros stays as it is.
/// </summary>
internal static class PointFilters
{
    public static Raster<double> Square(Raster<double> picture) =>
        Scaled(picture, greatest => value => value * value / greatest);

    public static Raster<double> SquareRoot(Raster<double> picture) =>
        Scaled(picture, greatest => value => Math.Sign(value) * Math.Sqrt(Math.Abs(value) * greatest));

    public static Raster<double> Logarithm(Raster<double> picture) =>
        Scaled(picture, greatest => value => Math.Sign(value) * Math.Log(Math.Abs(value) + 1) * (greatest / Math.Log(greatest + 1)));

    public static Raster<double> Exponential(Raster<double> picture) =>
        Scaled(picture, greatest => value => Math.Exp(Math.Log(greatest) / greatest * value));

    private static Raster<double> Scaled(Raster<double> picture, Func<double, Func<double, double>> filter)
    {
        double greatest = 0;
        foreach (double value in picture.Samples)
        {
            greatest = double.IsFinite(value) ? Math.Max(greatest, Math.Abs(value)) : greatest;
        }

        if (greatest == 0)
        {
            return picture;
        }

        // Math.Sign refuses NaN; a sample that is not finite stays what it is and makes its region undefined.
        Func<double, double> function = filter(greatest);
        return Preparation.Map(picture, value => double.IsFinite(value) ? function(value) : double.NaN);
    }
}
