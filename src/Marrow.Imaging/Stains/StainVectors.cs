namespace Marrow.Imaging;

/// <summary>Measures the statistics of the methods that have stain vectors.</summary>
internal static class StainVectors
{
    /// <summary>Vectors in order, and the 99th percentiles of their concentrations.</summary>
    public static StainFinding Measure(byte[] rgb, TissuePixels tissue, StainOptions options)
    {
        var density = new OpticalDensity(options.TransmittedLight, options.Beta);
        (StainVector A, StainVector B)? found = options.Method switch
        {
            StainMethod.Macenko => Macenko.Vectors(tissue, density, options),
            StainMethod.Vahadane => Vahadane.Vectors(tissue, density, options),
            _ => options.Vectors is { } given ? (given.First.Unit(), given.Second.Unit()) : PublishedStains.Vectors(options.Stains),
        };
        if (found is not { } pair)
        {
            return StainFinding.Refuse("all tissue pixels have one colour");
        }

        StainMatrix matrix = Order(pair.A, pair.B, options);
        if (!(matrix.First.AngleDegrees(matrix.Second) >= StainPlausibility.SmallestAngleDegrees))
        {
            return StainFinding.Refuse("all tissue pixels have one colour or one stain");
        }

        double[] maxima = Maxima((rgb, tissue), density, matrix, options);
        return StainPlausibility.Doubt(matrix.First, matrix.Second, maxima) is { } doubt
            ? StainFinding.Refuse(doubt)
            : StainFinding.Of(new StainStatistics
            {
                Method = options.Method,
                Convention = options.Convention,
                Stains = options.Stains,
                TransmittedLight = options.TransmittedLight,
                First = matrix.First,
                Second = matrix.Second,
                Maxima = maxima,
                Sparsity = options.Method == StainMethod.Vahadane ? options.Sparsity : null,
                KeepResidual = options.KeepResidual ?? true,
                TissuePixels = tissue.Count,
            });
    }

    /// <summary>
    /// Haematoxylin and methylene blue absorb more red than their partners; so the standard order.
    /// histolab instead takes as first the vector nearest the published first stain.
    /// </summary>
    private static StainMatrix Order(StainVector a, StainVector b, StainOptions options)
    {
        if (options.Convention == StainConvention.Histolab)
        {
            (a, b) = (a.Unit(), b.Unit());
            StainVector first = PublishedStains.Vectors(options.Stains).First;
            return Math.Abs(first.Dot(a)) >= Math.Abs(first.Dot(b)) ? new(a, b) : new(b, a);
        }

        return a.R > b.R ? new(a, b) : new(b, a);
    }

    private static double[] Maxima((byte[] Rgb, TissuePixels Tissue) picture, OpticalDensity density, StainMatrix matrix, StainOptions options)
    {
        (byte[] rgb, TissuePixels tissue) = picture;
        if (options.Method == StainMethod.Vahadane)
        {
            return Vahadane.Maxima(rgb, density, matrix, options);
        }

        (double a, double b) = new ConcentrationMaxima(rgb, density, matrix.Inverse()).Measure(tissue.Black, options.Threads);
        return options.Convention == StainConvention.Histolab
            ? [a, b, new ConcentrationMaxima(rgb, density, (matrix.Across, matrix.Across)).Measure(tissue.Black, options.Threads).First]
            : [a, b];
    }
}
