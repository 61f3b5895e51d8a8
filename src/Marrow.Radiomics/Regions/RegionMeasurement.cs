namespace Marrow.Radiomics;

/// <summary>Measures the chosen families of one region of one image type.</summary>
internal sealed class RegionMeasurement(RadiomicsOptions options, bool withShape)
{
    private readonly FeatureFamily[] families = options.Families.Where(family => withShape || family != FeatureFamily.Shape2D).Order().ToArray();

    /// <summary>The definitions of the values that <see cref="Measure"/> gives, in their order.</summary>
    public IReadOnlyList<FeatureDefinition> Definitions =>
        families.SelectMany(FeatureCatalog.Of).Where(definition => IsWanted(definition, options)).ToArray();

    /// <param name="outline">The region as drawn, for its shape.</param>
    /// <param name="kept">The region after resegmentation, for its grey values.</param>
    public FeatureValue[] Measure(Region outline, Region kept)
    {
        var results = new Dictionary<FeatureFamily, (double[] Values, string Refusal)>();
        if (outline.Planes.Count == 0)
        {
            Refuse(results, "the region has no pixel", Enum.GetValues<FeatureFamily>());
        }
        else
        {
            Run(Works(outline, kept, results));
        }

        return families.SelectMany(family => Values(family, results[family])).ToArray();
    }

    private void Run(Action[] works)
    {
        if (options.Threads > 1)
        {
            Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, works);
            return;
        }

        foreach (Action work in works)
        {
            work();
        }
    }

    /// <summary>The pieces of work, the longest first, each of which adds its families to the results under a lock.</summary>
    private Action[] Works(Region outline, Region kept, Dictionary<FeatureFamily, (double[] Values, string Refusal)> results)
    {
        var works = new List<Action>();
        void Work(FeatureFamily family, Func<double[]> measure)
        {
            if (families.Contains(family))
            {
                works.Add(() => Keep(results, family, measure()));
            }
        }

        if (kept.Refusal is { } refusal)
        {
            Refuse(results, refusal, Enum.GetValues<FeatureFamily>());
        }
        else
        {
            GreyLevels? levels = GreyLevels.Of(kept.Voxels, options, out string reason);
            if (Textures(kept, levels, ref reason) is { } input)
            {
                Work(FeatureFamily.Glrlm, () => Glrlm.Measure(input));
                Work(FeatureFamily.Glszm, () => Glszm.Measure(input));
                AddNeighbourTextures(works, input, results);
                Work(FeatureFamily.Glcm, () => Glcm.Measure(input));
            }
            else
            {
                Refuse(results, reason, FeatureFamily.Glcm, FeatureFamily.Glrlm, FeatureFamily.Glszm, FeatureFamily.Gldm, FeatureFamily.Ngtdm);
            }

            Work(FeatureFamily.FirstOrder, () => FirstOrder.Measure(kept.Voxels, levels, kept.Spacing.Voxel));
            Work(FeatureFamily.Histogram, () => levels is null ? Nothing(FeatureFamily.Histogram) : IntensityHistogram.Measure(levels));
        }

        if (outline.Planes.Count == 1)
        {
            Work(FeatureFamily.Shape2D, () => Shape2D.Measure(outline.Planes[0], outline.Spacing));
        }
        else
        {
            Refuse(results, $"the shape is measured in one plane and the region has {outline.Planes.Count}", FeatureFamily.Shape2D);
        }

        return [.. works];
    }

    private void AddNeighbourTextures(List<Action> works, TextureInput input, Dictionary<FeatureFamily, (double[] Values, string Refusal)> results)
    {
        if (families.Contains(FeatureFamily.Gldm) || families.Contains(FeatureFamily.Ngtdm))
        {
            works.Add(() =>
            {
                (double[] dependence, double[] difference) = NeighbourTextures.Measure(input);
                Keep(results, FeatureFamily.Gldm, dependence);
                Keep(results, FeatureFamily.Ngtdm, difference);
            });
        }
    }

    /// <summary>The input of the texture families, or null and the reason.</summary>
    private TextureInput? Textures(Region region, GreyLevels? levels, ref string reason)
    {
        if (levels is null)
        {
            return null;
        }

        if (levels.Present.Length > LevelPlane.MostLevels || levels.Greatest > ushort.MaxValue)
        {
            reason = $"the region has {levels.Present.Length} grey levels up to {levels.Greatest} and textures take at most {LevelPlane.MostLevels}, up to {ushort.MaxValue}: choose wider bins";
            return null;
        }

        return new TextureInput(LevelPlane.Of(region, levels, options.Distances.Max()), levels.Present, levels.Greatest, options);
    }

    private IEnumerable<FeatureValue> Values(FeatureFamily family, (double[] Values, string Refusal) measured)
    {
        IReadOnlyList<FeatureDefinition> definitions = FeatureCatalog.Of(family);
        for (int i = 0; i < definitions.Count; i++)
        {
            if (IsWanted(definitions[i], options))
            {
                yield return measured.Refusal.Length > 0
                    ? FeatureValue.Undefined(measured.Refusal)
                    : FeatureValue.Of(measured.Values[i], definitions[i].UndefinedWhen);
            }
        }
    }

    private static void Keep(Dictionary<FeatureFamily, (double[] Values, string Refusal)> results, FeatureFamily family, double[] values)
    {
        lock (results)
        {
            results[family] = (values, "");
        }
    }

    private static void Refuse(Dictionary<FeatureFamily, (double[] Values, string Refusal)> results, string refusal, params FeatureFamily[] refused)
    {
        foreach (FeatureFamily family in refused)
        {
            results[family] = ([], refusal);
        }
    }

    private static double[] Nothing(FeatureFamily family) => FeatureCatalog.Of(family).Select(_ => double.NaN).ToArray();

    private static bool IsWanted(FeatureDefinition definition, RadiomicsOptions options) =>
        definition.IsStandard || options.IncludeIbsiExtras || definition.Family == FeatureFamily.Histogram;
}
