namespace Marrow.Imaging;

/// <summary>Builds the map from a source's colours to a target's.</summary>
internal static class StainTransforms
{
    // Values past 255 become 254 in the programs after Macenko, 255 in histolab.
    private const int StandardClip = 254, HistolabClip = 255;

    /// <param name="keepResidual">Overrides the target's own choice where not null.</param>
    public static IColourTransform Between(StainStatistics source, StainStatistics target, bool? keepResidual)
    {
        source.Check();
        target.Check();
        if (source.Method != target.Method || source.Convention != target.Convention)
        {
            throw new ArgumentException(
                $"the reference was made for {target.Method.ToString().ToLowerInvariant()} ({target.Convention.ToString().ToLowerInvariant()}), not for {source.Method.ToString().ToLowerInvariant()} ({source.Convention.ToString().ToLowerInvariant()})");
        }

        var density = new OpticalDensity(source.TransmittedLight, 0);
        bool keep = keepResidual ?? target.KeepResidual;
        return source.Method switch
        {
            StainMethod.Reinhard or StainMethod.ModifiedReinhard => new ReinhardTransform(source.Lab!, target.Lab!, source.Method == StainMethod.ModifiedReinhard),
            StainMethod.Vahadane => new SparseTransform(density, source, target, keep),
            _ => new DensityTransform(density, Map(source, target, keep), null, (target.TransmittedLight, Clip(target))),
        };
    }

    public static int Clip(StainStatistics statistics) => statistics.Convention == StainConvention.Histolab ? HistolabClip : StandardClip;

    /// <summary>
    /// Target · diag(scale) · source⁺ on densities, with the rest of the density added where it is kept;
    /// in histolab's convention the direction across the stains is a third stain.
    /// </summary>
    private static double[,] Map(StainStatistics source, StainStatistics target, bool keepResidual)
    {
        StainMatrix from = new(source.First!.Value, source.Second!.Value), to = new(target.First!.Value, target.Second!.Value);
        (StainVector first, StainVector second) = from.Inverse();
        double[] scale = [.. target.Maxima!.Zip(source.Maxima!, (a, b) => a / b)];
        double[,] map = new double[3, 3];
        StainMatrix.AddOuter(map, to.First, first, scale[0]);
        StainMatrix.AddOuter(map, to.Second, second, scale[1]);
        if (source.Convention == StainConvention.Histolab)
        {
            StainMatrix.AddOuter(map, to.Across, from.Across, scale[2]);
        }
        else if (keepResidual)
        {
            (map[0, 0], map[1, 1], map[2, 2]) = (map[0, 0] + 1, map[1, 1] + 1, map[2, 2] + 1);
            StainMatrix.AddOuter(map, from.First, first, -1);
            StainMatrix.AddOuter(map, from.Second, second, -1);
        }

        return map;
    }
}
