namespace Marrow.Radiomics;

/// <summary>Measures the chosen families of one region of one image type.</summary>
internal sealed class RegionMeasurement(RadiomicsOptions options, bool withShape)
{
    /// <summary>The definitions of the values that <see cref="Measure"/> gives, in their order.</summary>
    public IReadOnlyList<FeatureDefinition> Definitions { get; } = options.Families.Order()
        .Where(family => withShape || family != FeatureFamily.Shape2D)
        .SelectMany(family => FeatureCatalog.Of(family))
        .Where(definition => definition.IsStandard || options.IncludeIbsiExtras || definition.Family == FeatureFamily.Histogram)
        .ToArray();

    /// <param name="outline">The region as drawn, for its shape.</param>
    /// <param name="kept">The region after resegmentation, for its grey values.</param>
    public FeatureValue[] Measure(Region outline, Region kept)
    {
        if (outline.Planes.Count == 0)
        {
            return Definitions.Select(_ => FeatureValue.Undefined("the region has no pixel")).ToArray();
        }

        Dictionary<FeatureFamily, (double[] Values, string Refusal)> families = Grey(kept);
        families[FeatureFamily.Shape2D] = outline.Planes.Count == 1
            ? (Shape2D.Measure(outline.Planes[0], outline.Spacing), "")
            : ([], $"the shape is measured in one plane and the region has {outline.Planes.Count}");
        return options.Families.Order().Where(family => withShape || family != FeatureFamily.Shape2D)
            .SelectMany(family => Values(family, families[family])).ToArray();
    }

    private IEnumerable<FeatureValue> Values(FeatureFamily family, (double[] Values, string Refusal) measured)
    {
        IReadOnlyList<FeatureDefinition> definitions = FeatureCatalog.Of(family);
        for (int i = 0; i < definitions.Count; i++)
        {
            if (definitions[i].IsStandard || options.IncludeIbsiExtras || family == FeatureFamily.Histogram)
            {
                yield return measured.Refusal.Length > 0
                    ? FeatureValue.Undefined(measured.Refusal)
                    : FeatureValue.Of(measured.Values[i], definitions[i].UndefinedWhen);
            }
        }
    }

    private Dictionary<FeatureFamily, (double[] Values, string Refusal)> Grey(Region region)
    {
        string refusal = region.Refusal ?? "";
        if (refusal.Length > 0)
        {
            return Enum.GetValues<FeatureFamily>().ToDictionary(family => family, _ => (Array.Empty<double>(), refusal));
        }

        GreyLevels? levels = GreyLevels.Of(region.Voxels, options, out refusal);
        var results = new Dictionary<FeatureFamily, (double[] Values, string Refusal)>
        {
            [FeatureFamily.FirstOrder] = (FirstOrder.Measure(region.Voxels, levels, region.Spacing.Voxel), ""),
            [FeatureFamily.Histogram] = levels is null ? ([], refusal) : Wants(FeatureFamily.Histogram) ? (IntensityHistogram.Measure(levels), "") : ([], ""),
        };
        Textures(region, levels, refusal, results);
        return results;
    }

    private void Textures(Region region, GreyLevels? levels, string refusal, Dictionary<FeatureFamily, (double[] Values, string Refusal)> results)
    {
        if (levels is null || levels.Present.Length > LevelPlane.MostLevels)
        {
            string reason = levels is null
                ? refusal
                : $"the region has {levels.Present.Length} grey levels and textures take at most {LevelPlane.MostLevels}: choose wider bins";
            foreach (FeatureFamily family in (FeatureFamily[])[FeatureFamily.Glcm, FeatureFamily.Glrlm, FeatureFamily.Glszm, FeatureFamily.Gldm, FeatureFamily.Ngtdm])
            {
                results[family] = ([], reason);
            }

            return;
        }

        var input = new TextureInput(LevelPlane.Of(region, levels, options.Distances.Max()), levels.Present, levels.Greatest, options);
        (double[] glcm, double[] glrlm, double[] glszm, (double[] Dependence, double[] Difference) ring) = ([], [], [], ([], []));
        Parallel.Invoke(
            new ParallelOptions { MaxDegreeOfParallelism = options.Threads },
            () => glcm = Wants(FeatureFamily.Glcm) ? Glcm.Measure(input) : [],
            () => glrlm = Wants(FeatureFamily.Glrlm) ? Glrlm.Measure(input) : [],
            () => glszm = Wants(FeatureFamily.Glszm) ? Glszm.Measure(input) : [],
            () => ring = Wants(FeatureFamily.Gldm) || Wants(FeatureFamily.Ngtdm) ? NeighbourTextures.Measure(input) : ([], []));
        results[FeatureFamily.Glcm] = (glcm, "");
        results[FeatureFamily.Glrlm] = (glrlm, "");
        results[FeatureFamily.Glszm] = (glszm, "");
        results[FeatureFamily.Gldm] = (ring.Dependence, "");
        results[FeatureFamily.Ngtdm] = (ring.Difference, "");
    }

    private bool Wants(FeatureFamily family) => options.Families.Contains(family);
}
