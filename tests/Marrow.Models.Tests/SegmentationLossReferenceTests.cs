using Marrow.Tests;
using Marrow.Torch;

namespace Marrow.Models.Tests;

public class SegmentationLossReferenceTests
{
    private const double LossTolerance = 1e-6;

    /// <summary>Gradients of a mean over 960 pixels are about 1e-3.</summary>
    private const double GradientTolerance = 1e-7;

    [SharedTheory]
    [InlineData("ce_dice_batch", true)]
    [InlineData("ce_dice_sample", false)]
    public void Dice_and_cross_entropy_agree(string name, bool isBatch) =>
        Check(name, new SegmentationLossOptions { IsBatchDice = isBatch }, arrays => (arrays["logits"], arrays["target"]));

    [SharedFact]
    public void Ignored_pixels_do_not_count() => Check(
        "ce_dice_batch_ignore3",
        new SegmentationLossOptions { IgnoredLabel = 3 },
        arrays => (arrays["logits"].Narrow(1, 0, 3), arrays["target"]));

    [SharedFact]
    public void Regions_agree() => Check(
        "bce_dice_regions",
        new SegmentationLossOptions { HasRegions = true },
        arrays => (arrays["logits"].Narrow(1, 0, 3), arrays["regions"]));

    private static void Check(string name, SegmentationLossOptions options, Func<Dictionary<string, Tensor>, (Tensor Logits, Tensor Target)> choose)
    {
        using Scope scope = new();
        Dictionary<string, Tensor> arrays = Golden.Arrays("training", "losses.npz");
        (Tensor chosen, Tensor target) = choose(arrays);
        Tensor logits = chosen.Contiguous().Detach();
        logits.RequiresGradient = true;
        Tensor loss = new SegmentationLoss(options).Forward(logits, target);
        loss.Backward();
        Assert.Equal(arrays[$"{name}_loss"].Item(), loss.Item(), LossTolerance);
        Assert.InRange(Golden.LargestDifference(logits.Gradient!, arrays[$"{name}_grad"]), 0, GradientTolerance);
    }
}
