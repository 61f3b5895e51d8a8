namespace Marrow.Radiomics;

/// <summary>Features of zones: connected pixels of one level, eight neighbours (Thibault 2009).</summary>
internal static class Glszm
{
    public static IReadOnlyList<FeatureDefinition> Definitions { get; } =
    [
        Define("GrayLevelNonUniformity", "szm_glnu JNSA", "Σi (Σj n(i,j))² / N"),
        Define("GrayLevelNonUniformityNormalized", "szm_glnu_norm Y1RO", "Σi (Σj n(i,j))² / N²"),
        Define("GrayLevelVariance", "szm_gl_var BYLV", "Σ n(i,j)·(i−μ)² / N, μ = Σ n(i,j)·i / N"),
        Define("HighGrayLevelZoneEmphasis", "szm_hgze 5GN9", "Σ n(i,j)·i² / N"),
        Define("LargeAreaEmphasis", "szm_lze 48P8", "Σ n(i,j)·j² / N"),
        Define("LargeAreaHighGrayLevelEmphasis", "szm_lzhge J17V", "Σ n(i,j)·i²·j² / N"),
        Define("LargeAreaLowGrayLevelEmphasis", "szm_lzlge YH51", "Σ n(i,j)·j²/i² / N"),
        Define("LowGrayLevelZoneEmphasis", "szm_lgze XMSY", "Σ n(i,j)/i² / N"),
        Define("SizeZoneNonUniformity", "szm_zsnu 4JP3", "Σj (Σi n(i,j))² / N"),
        Define("SizeZoneNonUniformityNormalized", "szm_zsnu_norm VB3A", "Σj (Σi n(i,j))² / N²"),
        Define("SmallAreaEmphasis", "szm_sze 5QRC", "Σ n(i,j)/j² / N"),
        Define("SmallAreaHighGrayLevelEmphasis", "szm_szhge HW1V", "Σ n(i,j)·i²/j² / N"),
        Define("SmallAreaLowGrayLevelEmphasis", "szm_szlge 5RAI", "Σ n(i,j)/(i²·j²) / N"),
        Define("ZoneEntropy", "szm_zs_entr GU8N", "−Σ n(i,j)/N · log2(n(i,j)/N)"),
        Define("ZonePercentage", "szm_z_perc P30P", "N / number of pixels"),
        Define("ZoneVariance", "szm_zs_var 3NSA", "Σ n(i,j)·(j−μ)² / N, μ = Σ n(i,j)·j / N"),
    ];

    /// <summary>The features in the order of <see cref="Definitions"/>.</summary>
    public static double[] Measure(TextureInput input)
    {
        var mean = new FeatureMean(Definitions.Count);
        foreach (LevelPlane[] planes in input.PlaneGroups)
        {
            var zones = new SizeZoneMatrix(input.Present.Length);
            foreach (LevelPlane plane in planes)
            {
                zones.Add(plane);
            }

            mean.Add(Values(zones.Sums(input.Present), planes.Sum(plane => (long)plane.Count)));
        }

        return mean.Means();
    }

    private static double[] Values(LevelSizeFeatures sums, long pixels) =>
    [
        sums.LevelNonUniformity, sums.LevelNonUniformityNormalized, sums.LevelVariance, sums.HighLevelEmphasis,
        sums.LargeEmphasis, sums.LargeHighEmphasis, sums.LargeLowEmphasis, sums.LowLevelEmphasis,
        sums.SizeNonUniformity, sums.SizeNonUniformityNormalized, sums.SmallEmphasis, sums.SmallHighEmphasis,
        sums.SmallLowEmphasis, sums.Entropy, (double)sums.Total / pixels, sums.SizeVariance,
    ];

    private static FeatureDefinition Define(string name, string ibsi, string formula) => new(FeatureFamily.Glszm, name, ibsi, formula);
}
