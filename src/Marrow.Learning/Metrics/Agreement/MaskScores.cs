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
        (long tp, long fp, long fn, long tn) = counts;
        long all = checked(tp + fp + fn + tn);
        var reasons = new Dictionary<string, string>();
        double? Ratio(string name, double part, double whole, string reason)
        {
            if (whole == 0)
            {
                reasons[name] = reason;
                return null;
            }

            return part / whole;
        }

        return new MaskScores
        {
            Counts = counts,
            IntersectionOverUnion = Ratio("intersectionOverUnion", tp, (double)tp + fp + fn, "both masks are empty"),
            Dice = Ratio("dice", 2.0 * tp, (2.0 * tp) + fp + fn, "both masks are empty"),
            Precision = Ratio("precision", tp, (double)tp + fp, "the measured mask is empty"),
            Recall = Ratio("recall", tp, (double)tp + fn, "the true mask is empty"),
            Specificity = Ratio("specificity", tn, (double)tn + fp, "the true mask covers everything"),
            Accuracy = Ratio("accuracy", (double)tp + tn, all, "there is no pixel"),
            TruthCoveragePercent = Ratio("truthCoveragePercent", 100.0 * (tp + fn), all, "there is no pixel"),
            MeasuredCoveragePercent = Ratio("measuredCoveragePercent", 100.0 * (tp + fp), all, "there is no pixel"),
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
