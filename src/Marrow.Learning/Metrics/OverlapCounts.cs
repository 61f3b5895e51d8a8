namespace Marrow.Learning;

/// <summary>
/// How many pixels a prediction and its reference share and do not share. Ratios whose denominator is 0 are NaN
/// (nnU-Net leaves them out of means); counts add up over pictures.
/// </summary>
public readonly record struct OverlapCounts(long TruePositive, long FalsePositive, long FalseNegative, long TrueNegative)
{
    public double Dice => Ratio(2.0 * TruePositive, (2.0 * TruePositive) + FalsePositive + FalseNegative);

    /// <summary>Intersection over union, Jaccard's index.</summary>
    public double IoU => Ratio(TruePositive, (double)TruePositive + FalsePositive + FalseNegative);

    public double Precision => Ratio(TruePositive, (double)TruePositive + FalsePositive);

    public double Recall => Ratio(TruePositive, (double)TruePositive + FalseNegative);

    public double Specificity => Ratio(TrueNegative, (double)TrueNegative + FalsePositive);

    public double Accuracy => Ratio((double)TruePositive + TrueNegative, All);

    /// <summary>Share of all pixels that the reference covers, per cent.</summary>
    public double ReferenceCoveragePercent => Ratio(100.0 * (TruePositive + FalseNegative), All);

    /// <summary>Share of all pixels that the prediction covers, per cent.</summary>
    public double PredictionCoveragePercent => Ratio(100.0 * (TruePositive + FalsePositive), All);

    private long All => checked(TruePositive + FalsePositive + FalseNegative + TrueNegative);

    public static OverlapCounts operator +(OverlapCounts a, OverlapCounts b) => checked(new(
        a.TruePositive + b.TruePositive, a.FalsePositive + b.FalsePositive, a.FalseNegative + b.FalseNegative, a.TrueNegative + b.TrueNegative));

    /// <summary>Compares one structure pixel by pixel; pixels with the ignore label in the reference do not count.</summary>
    /// <exception cref="ArgumentException">The two have different sizes.</exception>
    public static OverlapCounts Of(Imaging.LabelMap reference, Imaging.LabelMap predicted, LabelEntry structure, int? ignoreLabel)
    {
        if (reference.Size != predicted.Size)
        {
            throw new ArgumentException($"the reference is {reference.Size}, the prediction {predicted.Size}", nameof(predicted));
        }

        bool[] belongs = Membership(structure, reference, predicted);
        long both = 0, onlyPredicted = 0, onlyReference = 0, counted = 0;
        int[] truth = reference.Labels, guess = predicted.Labels;
        for (int i = 0; i < truth.Length; i++)
        {
            if (truth[i] == ignoreLabel)
            {
                continue;
            }

            bool isTrue = belongs[truth[i]], isGuessed = belongs[guess[i]];
            counted++;
            both += isTrue && isGuessed ? 1 : 0;
            onlyPredicted += !isTrue && isGuessed ? 1 : 0;
            onlyReference += isTrue && !isGuessed ? 1 : 0;
        }

        return new OverlapCounts(both, onlyPredicted, onlyReference, counted - both - onlyPredicted - onlyReference);
    }

    private static bool[] Membership(LabelEntry structure, Imaging.LabelMap reference, Imaging.LabelMap predicted)
    {
        int highest = Math.Max(structure.Labels.Max(), Math.Max(reference.Labels.Max(), predicted.Labels.Max()));
        bool[] belongs = new bool[highest + 1];
        foreach (int label in structure.Labels)
        {
            belongs[label] = true;
        }

        return belongs;
    }

    private static double Ratio(double part, double whole) => whole == 0 ? double.NaN : part / whole;
}
