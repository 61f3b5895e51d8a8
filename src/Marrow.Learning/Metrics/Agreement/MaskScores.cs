using System.Text.Json.Serialization;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>The overlap of two masks in numbers; a ratio whose denominator is 0 is null, and <see cref="Undefined"/> says why.</summary>
public sealed record MaskScores
{
    [JsonIgnore]
    public OverlapCounts Counts { get; private init; }

    public long TruePositive => Counts.TruePositive;

    public long FalsePositive => Counts.FalsePositive;

    public long FalseNegative => Counts.FalseNegative;

    public long TrueNegative => Counts.TrueNegative;

    public required double? IntersectionOverUnion { get; init; }

    public required double? Dice { get; init; }

    public required double? Precision { get; init; }

    public required double? Recall { get; init; }

    public required double? Specificity { get; init; }

    public required double? Accuracy { get; init; }

    /// <summary>Share of the picture that the truth covers, per cent.</summary>
    public required double? TruthCoveragePercent { get; init; }

    /// <summary>Share of the picture that the measurement covers, per cent.</summary>
    public required double? MeasuredCoveragePercent { get; init; }

    /// <summary>Why a number is null, by its name.</summary>
    public required IReadOnlyDictionary<string, string> Undefined { get; init; }

    public static MaskScores Of(OverlapCounts counts)
    {
        var reasons = new Dictionary<string, string>();
        double? Defined(string name, double ratio, string reason)
        {
            if (!double.IsNaN(ratio))
            {
                return ratio;
            }

            reasons[name] = reason;
            return null;
        }

        return new MaskScores
        {
            Counts = counts,
            IntersectionOverUnion = Defined("intersectionOverUnion", counts.IoU, "both masks are empty"),
            Dice = Defined("dice", counts.Dice, "both masks are empty"),
            Precision = Defined("precision", counts.Precision, "the measured mask is empty"),
            Recall = Defined("recall", counts.Recall, "the true mask is empty"),
            Specificity = Defined("specificity", counts.Specificity, "the true mask covers everything"),
            Accuracy = Defined("accuracy", counts.Accuracy, "there is no pixel"),
            TruthCoveragePercent = Defined("truthCoveragePercent", counts.ReferenceCoveragePercent, "there is no pixel"),
            MeasuredCoveragePercent = Defined("measuredCoveragePercent", counts.PredictionCoveragePercent, "there is no pixel"),
            Undefined = reasons,
        };
    }

    /// <summary>Counts two masks of the same size pixel by pixel.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static MaskScores Of(Mask truth, Mask measured)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(measured);
        if (truth.Size != measured.Size)
        {
            throw new ArgumentException($"the truth is {truth.Size}, the measurement {measured.Size}", nameof(measured));
        }

        Span<long> counts = stackalloc long[4];
        for (int i = 0; i < truth.Values.Length; i++)
        {
            int kind = (truth.Values[i] << 1) | measured.Values[i];
            counts[kind] = checked(counts[kind] + 1);
        }

        return Of(new OverlapCounts(counts[3], counts[1], counts[2], counts[0]));
    }
}
