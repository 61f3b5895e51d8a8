using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>What happens to the whole picture before regions are cut: normalization, then resampling.</summary>
internal static class Preparation
{
    public static (GreyPicture Picture, LabelMap Labels) Of(GreyPicture picture, LabelMap labels, RadiomicsOptions options)
    {
        GreyPicture prepared = Normalize([picture], options)[0];
        return options.Resampling is Resampling resampling ? resampling.Apply(prepared, labels) : (prepared, labels);
    }

    /// <summary>Normalizes the planes of one picture with common mean and deviation; a constant picture stays as it is.</summary>
    public static GreyPicture[] Normalize(IReadOnlyList<GreyPicture> planes, RadiomicsOptions options)
    {
        if (options.Normalization is not GreyNormalization normalization)
        {
            return [.. planes];
        }

        long count = planes.Sum(plane => (long)plane.Samples.Samples.Length);
        double mean = planes.Sum(plane => plane.Samples.Samples.Sum()) / count;
        double squares = planes.Sum(plane => plane.Samples.Samples.Sum(value => (value - mean) * (value - mean)));
        double deviation = Math.Sqrt(squares / Math.Max(1, count - 1));
        double limit = normalization.ClipAtDeviations ?? double.PositiveInfinity;
        return deviation == 0 ? [.. planes] : planes.Select(plane => plane with { Samples = Map(plane.Samples, Rescale) }).ToArray();

        double Rescale(double value) => Math.Clamp((value - mean) / deviation, -limit, limit) * normalization.Scale;
    }

    /// <summary>A new picture with a function of each sample.</summary>
    public static Raster<double> Map(Raster<double> source, Func<double, double> function) =>
        new(source.Width, source.Height, 1, Array.ConvertAll(source.Samples, value => function(value)));
}
