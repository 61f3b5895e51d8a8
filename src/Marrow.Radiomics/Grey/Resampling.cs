using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>
/// A new square pixel grid with the same centre as the picture's (IBSI's centre alignment); the number of pixels is rounded up.
/// Labels take the nearest pixel's value.
/// </summary>
/// <param name="PixelSide">Side of the new pixels in the unit of the pixel spacing; above 0.</param>
/// <param name="Interpolation">How grey values are found.</param>
public sealed record Resampling(double PixelSide, Interpolation Interpolation = Interpolation.CubicSpline)
{
    /// <summary>The new side.</summary>
    public double PixelSide { get; init; } = PixelSide > 0 && double.IsFinite(PixelSide)
        ? PixelSide
        : throw new ArgumentOutOfRangeException(nameof(PixelSide), PixelSide, "the side of a resampled pixel must be a positive number");

    internal (GreyPicture Picture, LabelMap Labels) Apply(GreyPicture picture, LabelMap labels)
    {
        Axis across = Axis.Of(picture.Samples.Width, picture.Spacing.X, PixelSide), down = Axis.Of(picture.Samples.Height, picture.Spacing.Y, PixelSide);
        Raster<double> source = Interpolation == Interpolation.CubicSpline ? SplineCoefficients.Of(picture.Samples) : picture.Samples;
        var samples = new Raster<double>(across.Count, down.Count, 1);
        var map = new LabelMap(across.Count, down.Count);
        for (int y = 0; y < down.Count; y++)
        {
            double row = down.At(y);
            for (int x = 0; x < across.Count; x++)
            {
                double column = across.At(x);
                samples[x, y] = Sample(source, column, row);
                map[x, y] = labels[Nearest(column, labels.Width), Nearest(row, labels.Height)];
            }
        }

        PixelSpacing spacing = picture.Spacing with { X = PixelSide, Y = PixelSide };
        return (picture with { Samples = samples, Spacing = spacing }, map);
    }

    private double Sample(Raster<double> source, double x, double y) => Interpolation switch
    {
        Interpolation.Nearest => source[Nearest(x, source.Width), Nearest(y, source.Height)],
        Interpolation.Linear => Weighted(source, x, y, Linear),
        _ => Weighted(source, x, y, SplineCoefficients.Weights),
    };

    /// <summary>Σ weight·sample around a place; places outside mirror at the edge pixels.</summary>
    private static double Weighted(Raster<double> source, double x, double y, Func<double, double[]> weights)
    {
        (int left, int top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        (double[] across, double[] down) = (weights(x - left), weights(y - top));
        int before = (across.Length / 2) - 1;
        double sum = 0;
        for (int j = 0; j < down.Length; j++)
        {
            int row = SplineCoefficients.Mirror(top + j - before, source.Height);
            for (int i = 0; i < across.Length; i++)
            {
                sum += down[j] * across[i] * source[SplineCoefficients.Mirror(left + i - before, source.Width), row];
            }
        }

        return sum;
    }

    private static double[] Linear(double part) => [1 - part, part];

    private static int Nearest(double at, int count) => Math.Clamp((int)Math.Floor(at + 0.5), 0, count - 1);

    /// <summary>New pixels along one axis, in coordinates of the old pixels' centres.</summary>
    private readonly record struct Axis(int Count, double First, double Step)
    {
        public static Axis Of(int count, double spacing, double side)
        {
            double step = side / spacing;
            int wanted = Math.Max(1, checked((int)Math.Ceiling((count / step) - 1e-9)));
            return new Axis(wanted, (count - 1 - ((wanted - 1) * step)) / 2, step);
        }

        public double At(int pixel) => First + (pixel * Step);
    }
}
