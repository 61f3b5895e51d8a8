namespace Marrow.Radiomics;

/// <summary>Features of dependence: how many neighbours of a pixel share its level, within a tolerance, itself counted (Sun and Wee 1983).</summary>
internal static class Gldm
{
    public static IReadOnlyList<FeatureDefinition> Definitions { get; } =
    [
        Define("DependenceEntropy", "ngl_dc_entr FCBV", "−Σ n(i,j)/N · log2(n(i,j)/N)"),
        Define("DependenceNonUniformity", "ngl_dcnu Z87G", "Σj (Σi n(i,j))² / N"),
        Define("DependenceNonUniformityNormalized", "ngl_dcnu_norm OKJI", "Σj (Σi n(i,j))² / N²"),
        Define("DependenceVariance", "ngl_dc_var DNX2", "Σ n(i,j)·(j−μ)² / N, μ = Σ n(i,j)·j / N"),
        Define("GrayLevelNonUniformity", "ngl_glnu FP8K", "Σi (Σj n(i,j))² / N"),
        Define("GrayLevelVariance", "ngl_gl_var 1PFV", "Σ n(i,j)·(i−μ)² / N, μ = Σ n(i,j)·i / N"),
        Define("HighGrayLevelEmphasis", "ngl_hgce OAE7", "Σ n(i,j)·i² / N"),
        Define("LargeDependenceEmphasis", "ngl_hde IMOQ", "Σ n(i,j)·j² / N"),
        Define("LargeDependenceHighGrayLevelEmphasis", "ngl_hdhge 9QMG", "Σ n(i,j)·i²·j² / N"),
        Define("LargeDependenceLowGrayLevelEmphasis", "ngl_hdlge NBZI", "Σ n(i,j)·j²/i² / N"),
        Define("LowGrayLevelEmphasis", "ngl_lgce TL9H", "Σ n(i,j)/i² / N"),
        Define("SmallDependenceEmphasis", "ngl_lde SODN", "Σ n(i,j)/j² / N"),
        Define("SmallDependenceHighGrayLevelEmphasis", "ngl_ldhge JA6D", "Σ n(i,j)·i²/j² / N"),
        Define("SmallDependenceLowGrayLevelEmphasis", "ngl_ldlge EQ3F", "Σ n(i,j)/(i²·j²) / N"),
        Define("GrayLevelNonUniformityNormalized", "ngl_glnu_norm 5SPA", "Σi (Σj n(i,j))² / N²") with { IsStandard = false },
        Define("DependencePercentage", "ngl_dc_perc 6XV8", "N / number of pixels") with { IsStandard = false },
        Define("DependenceEnergy", "ngl_dc_energy CAS9", "Σ (n(i,j)/N)²") with { IsStandard = false },
    ];

    /// <summary>The features in the order of <see cref="Definitions"/>, of one set of neighbourhood sums.</summary>
    public static double[] Values(NeighbourSums neighbours)
    {
        LevelSizeFeatures sums = neighbours.Dependence();
        return
        [
            sums.Entropy, sums.SizeNonUniformity, sums.SizeNonUniformityNormalized, sums.SizeVariance,
            sums.LevelNonUniformity, sums.LevelVariance, sums.HighLevelEmphasis, sums.LargeEmphasis,
            sums.LargeHighEmphasis, sums.LargeLowEmphasis, sums.LowLevelEmphasis, sums.SmallEmphasis,
            sums.SmallHighEmphasis, sums.SmallLowEmphasis,
            sums.LevelNonUniformityNormalized, (double)sums.Total / neighbours.Pixels, sums.Energy,
        ];
    }

    private static FeatureDefinition Define(string name, string ibsi, string formula) => new(FeatureFamily.Gldm, name, ibsi, formula);
}
