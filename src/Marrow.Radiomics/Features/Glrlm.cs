namespace Marrow.Radiomics;

/// <summary>Features of runs: straight rows of neighbouring pixels of one level, in the four directions (Galloway 1975).</summary>
internal static class Glrlm
{
    public static IReadOnlyList<FeatureDefinition> Definitions { get; } =
    [
        Define("GrayLevelNonUniformity", "rlm_glnu R5YN", "Σi (Σj n(i,j))² / N"),
        Define("GrayLevelNonUniformityNormalized", "rlm_glnu_norm OVBL", "Σi (Σj n(i,j))² / N²"),
        Define("GrayLevelVariance", "rlm_gl_var 8CE5", "Σ n(i,j)·(i−μ)² / N, μ = Σ n(i,j)·i / N"),
        Define("HighGrayLevelRunEmphasis", "rlm_hgre G3QZ", "Σ n(i,j)·i² / N"),
        Define("LongRunEmphasis", "rlm_lre W4KF", "Σ n(i,j)·j² / N"),
        Define("LongRunHighGrayLevelEmphasis", "rlm_lrhge 3KUM", "Σ n(i,j)·i²·j² / N"),
        Define("LongRunLowGrayLevelEmphasis", "rlm_lrlge IVPO", "Σ n(i,j)·j²/i² / N"),
        Define("LowGrayLevelRunEmphasis", "rlm_lgre V3SW", "Σ n(i,j)/i² / N"),
        Define("RunEntropy", "rlm_rl_entr HJ9O", "−Σ n(i,j)/N · log2(n(i,j)/N)"),
        Define("RunLengthNonUniformity", "rlm_rlnu W92Y", "Σj (Σi n(i,j))² / N"),
        Define("RunLengthNonUniformityNormalized", "rlm_rlnu_norm IC23", "Σj (Σi n(i,j))² / N²"),
        Define("RunPercentage", "rlm_r_perc 9ZK5", "N / number of pixels (times the directions merged)"),
        Define("RunVariance", "rlm_rl_var SXLW", "Σ n(i,j)·(j−μ)² / N, μ = Σ n(i,j)·j / N"),
        Define("ShortRunEmphasis", "rlm_sre 22OV", "Σ n(i,j)/j² / N"),
        Define("ShortRunHighGrayLevelEmphasis", "rlm_srhge GD3A", "Σ n(i,j)·i²/j² / N"),
        Define("ShortRunLowGrayLevelEmphasis", "rlm_srlge HTZT", "Σ n(i,j)/(i²·j²) / N"),
    ];

    /// <summary>The features in the order of <see cref="Definitions"/>.</summary>
    public static double[] Measure(TextureInput input)
    {
        var mean = new FeatureMean(Definitions.Count);
        foreach (LevelPlane[] planes in input.PlaneGroups)
        {
            foreach (IReadOnlyList<Offset> group in input.DirectionGroups(Offset.Directions))
            {
                var runs = new RunLengthMatrix(input.Present.Length, planes.Max(plane => Math.Max(plane.Width, plane.Height)));
                foreach (LevelPlane plane in planes)
                {
                    foreach (Offset direction in group)
                    {
                        runs.Add(plane, direction);
                    }
                }

                mean.Add(Values(runs.Sums(input.Present), runs.Pixels));
            }
        }

        return mean.Means();
    }

    private static double[] Values(LevelSizeFeatures sums, long pixels) =>
    [
        sums.LevelNonUniformity, sums.LevelNonUniformityNormalized, sums.LevelVariance, sums.HighLevelEmphasis,
        sums.LargeEmphasis, sums.LargeHighEmphasis, sums.LargeLowEmphasis, sums.LowLevelEmphasis, sums.Entropy,
        sums.SizeNonUniformity, sums.SizeNonUniformityNormalized, (double)sums.Total / pixels, sums.SizeVariance,
        sums.SmallEmphasis, sums.SmallHighEmphasis, sums.SmallLowEmphasis,
    ];

    private static FeatureDefinition Define(string name, string ibsi, string formula) => new(FeatureFamily.Glrlm, name, ibsi, formula);
}
