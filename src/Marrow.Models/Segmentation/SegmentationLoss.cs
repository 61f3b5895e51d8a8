using Marrow.Torch;

namespace Marrow.Models;

/// <summary>
/// nnU-Net's loss: negative soft Dice plus cross-entropy (Isensee 2021; Drozdzal 2016). The background has no Dice term among classes.
/// </summary>
public sealed class SegmentationLoss(SegmentationLossOptions options)
{
    /// <summary>nnU-Net's smoothing, which keeps the Dice of an absent class defined.</summary>
    private const double Smooth = 1e-5;

    public SegmentationLossOptions Options { get; } = options;

    /// <summary>One number to minimize.</summary>
    /// <param name="logits">N K H W.</param>
    /// <param name="target">Classes N 1 H W (Int64), or regions N R H W of 0 and 1, with the ignored pixels as a further channel where asked for.</param>
    public Tensor Forward(Tensor logits, Tensor target)
    {
        using Scope scope = new();
        logits = logits.Type == ElementType.Float64 ? logits : logits.To(ElementType.Float32);
        return scope.Keep(Options.HasRegions ? Regions(logits, target) : Classes(logits, target));
    }

    private Tensor Classes(Tensor logits, Tensor target)
    {
        if (logits is { Type: ElementType.Float32, Device.IsCpu: true } && Options.IgnoredLabel is null)
        {
            return logits.DiceEntropy(target, Options.IsBatchDice, Smooth);
        }

        Tensor? mask = null;
        Tensor labels = target;
        if (Options.IgnoredLabel is { } ignored)
        {
            Tensor isIgnored = target.IsEqualTo((double)ignored);
            mask = isIgnored.Not();
            labels = target.MaskedFill(isIgnored, 0);
            if (mask.Any().Item() == 0)
            {
                // Nothing is annotated: only the Dice term is left, which is constant.
                return Dice(logits.Softmax(1), OneHot(logits, labels), mask, firstClass: 1);
            }
        }

        Tensor dice = Dice(logits.Softmax(1), OneHot(logits, labels), mask, firstClass: 1);
        return dice.Add(logits.CrossEntropy(target.Squeeze(1), Options.IgnoredLabel ?? -100));
    }

    private Tensor Regions(Tensor logits, Tensor target)
    {
        Tensor? mask = null;
        Tensor regions = target.To(logits.Type);
        if (Options.IgnoredLabel is not null)
        {
            long count = target.Length(1) - 1;
            mask = regions.Narrow(1, count, 1).Multiply(-1).Add(1);
            regions = regions.Narrow(1, 0, count);
        }

        Tensor entropy = logits.BinaryCrossEntropy(regions);
        Tensor mean = mask is null ? entropy.Mean() : entropy.Multiply(mask).Sum().Divide(mask.Sum().Clamp(1e-8));
        return Dice(logits.Sigmoid(), regions, mask, firstClass: 0).Add(mean);
    }

    private static Tensor OneHot(Tensor logits, Tensor labels) =>
        Creation.Zeros(logits.Shape, logits.Type, logits.Device).Scatter(1, labels, 1);

    private Tensor Dice(Tensor probability, Tensor truth, Tensor? mask, long firstClass)
    {
        long count = probability.Length(1) - firstClass;
        Tensor predicted = probability.Narrow(1, firstClass, count);
        Tensor wanted = truth.Narrow(1, firstClass, count);
        if (mask is not null)
        {
            predicted = predicted.Multiply(mask);
            wanted = wanted.Multiply(mask);
        }

        Tensor common = Counted(predicted.Multiply(wanted));
        Tensor all = Counted(wanted).Add(Counted(predicted)).Add(Smooth).Clamp(1e-8);
        return common.Multiply(2).Add(Smooth).Divide(all).Mean().Negate();
    }

    /// <summary>N K H W summed to N K, or to K over the batch.</summary>
    private Tensor Counted(Tensor values) => values.Sum(Options.IsBatchDice ? [0, 2, 3] : [2, 3]);
}
