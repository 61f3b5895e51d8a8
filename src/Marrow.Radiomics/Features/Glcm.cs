namespace Marrow.Radiomics;

/// <summary>
/// Features of symmetric grey-level co-occurrence matrices (Haralick 1973): p(i,j) is the share of neighbour pairs with levels i and j,
/// μ and σ² mean and variance of a pixel's level in pairs, entropies in bits.
/// </summary>
internal static class Glcm
{
    private const string OneLevel = "all pairs of neighbours have the same grey level";
    private const string NoPair = "no two pixels of the region are neighbours";

    public static IReadOnlyList<FeatureDefinition> Definitions { get; } =
    [
        Define("Autocorrelation", "cm_auto_corr QWB0", "Σ p(i,j)·i·j"),
        Define("ClusterProminence", "cm_clust_prom AE86", "Σ p(i,j)·(i+j−2μ)⁴"),
        Define("ClusterShade", "cm_clust_shade 7NFM", "Σ p(i,j)·(i+j−2μ)³"),
        Define("ClusterTendency", "cm_clust_tend DG8W; equals cm_sum_var OEEB", "Σ p(i,j)·(i+j−2μ)²"),
        Define("Contrast", "cm_contrast ACUI", "Σ p(i,j)·(i−j)²"),
        Define("Correlation", "cm_corr NI2N", "Σ p(i,j)·(i−μ)(j−μ) / σ²; a matrix with σ² = 0 takes no part in the mean", OneLevel),
        Define("DifferenceAverage", "cm_diff_avg TF7R; equals cm_dissimilarity 8S9J", "Σ p(i,j)·|i−j|"),
        Define("DifferenceEntropy", "cm_diff_entr NTRS", "−Σk q(k)·log2 q(k), q(k) = share of pairs with |i−j| = k"),
        Define("DifferenceVariance", "cm_diff_var D3YU", "Σk q(k)·(k − DifferenceAverage)²"),
        Define("Id", "cm_inv_diff IB1Z", "Σ p(i,j) / (1+|i−j|)"),
        Define("Idm", "cm_inv_diff_mom WF0Z", "Σ p(i,j) / (1+(i−j)²)"),
        Define("Idmn", "cm_inv_diff_mom_norm 1QCO", "Σ p(i,j) / (1+(i−j)²/Ng²), Ng = greatest level"),
        Define("Idn", "cm_inv_diff_norm NDRX", "Σ p(i,j) / (1+|i−j|/Ng), Ng = greatest level"),
        Define("Imc1", "cm_info_corr1 R8DG", "(HXY − HXY1) / HX, HXY1 = −Σ p(i,j)·log2(p(i)p(j))", OneLevel),
        Define("Imc2", "cm_info_corr2 JN9H", "√(1 − exp(−2(HXY2 − HXY))), HXY2 = −Σ p(i)p(j)·log2(p(i)p(j))", OneLevel),
        Define("InverseVariance", "cm_inv_var E8JP", "Σ over i≠j of p(i,j) / (i−j)²"),
        Define("JointAverage", "cm_joint_avg 60VM", "μ = Σ p(i,j)·i"),
        Define("JointEnergy", "cm_energy 8ZQL", "Σ p(i,j)²"),
        Define("JointEntropy", "cm_joint_entr TU9B", "HXY = −Σ p(i,j)·log2 p(i,j)"),
        Define("MCC", "cm_mcc (no identifier)", "second greatest |eigenvalue| of p(i,j)/√(p(i)p(j))", OneLevel),
        Define("MaximumProbability", "cm_joint_max GYBY", "max p(i,j)"),
        Define("SumAverage", "cm_sum_avg ZGXS", "Σ p(i,j)·(i+j)"),
        Define("SumEntropy", "cm_sum_entr P6QZ", "−Σk s(k)·log2 s(k), s(k) = share of pairs with i+j = k"),
        Define("SumSquares", "cm_joint_var UR99", "σ² = Σ p(i,j)·(i−μ)²"),
    ];

    /// <summary>The features in the order of <see cref="Definitions"/>; NaN where undefined.</summary>
    public static double[] Measure(TextureInput input)
    {
        var mean = new FeatureMean(Definitions.Count);
        IReadOnlyList<Offset> directions = Offset.HalfRings(input.Options.Distances);
        double[] features = new double[Definitions.Count];
        foreach (LevelPlane[] planes in input.PlaneGroups)
        {
            foreach (IReadOnlyList<Offset> group in input.DirectionGroups(directions))
            {
                var matrix = new CooccurrenceMatrix(input.Present.Length);
                foreach (LevelPlane plane in planes)
                {
                    foreach (Offset direction in group)
                    {
                        matrix.Add(plane, direction);
                    }
                }

                new CooccurrenceFeatures(matrix, input).Fill(features);
                mean.Add(features);
            }
        }

        return mean.Means();
    }

    private static FeatureDefinition Define(string name, string ibsi, string formula, string undefined = NoPair) =>
        new(FeatureFamily.Glcm, name, ibsi, formula, undefined == NoPair ? NoPair : $"{undefined}, or {NoPair}");
}
