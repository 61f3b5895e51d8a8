using Marrow.Torch;

namespace Marrow.Models.Tests;

public class SegmentationLossTests
{
    private const int Rows = 97, Columns = 89, Classes = 3;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Float32_by_our_kernel_agrees_with_libtorch_in_float64(bool isBatch)
    {
        using Scope scope = new();
        var loss = new SegmentationLoss(new SegmentationLossOptions { IsBatchDice = isBatch });
        (Tensor logits, Tensor target) = Draw();
        (double ours, Tensor gradient) = Differentiate(loss, logits, target);
        (double theirs, Tensor wanted) = Differentiate(loss, logits.To(ElementType.Float64), target);
        Assert.Equal(theirs, ours, 1e-6);
        double largest = wanted.ToArray<double>().Max(Math.Abs);
        double difference = wanted.ToArray<double>().Zip(gradient.ToArray<float>(), (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(difference, 0, 1e-5 * largest);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_named()
    {
        using Scope scope = new();
        (Tensor logits, _) = Draw();
        Tensor target = Creation.From(Enumerable.Repeat((long)Classes, 2 * Rows * Columns).ToArray(), 2, 1, Rows, Columns);
        TorchException trouble = Assert.Throws<TorchException>(() => new SegmentationLoss(new SegmentationLossOptions()).Forward(logits, target));
        Assert.Contains("label 3 is none of 3 classes", trouble.Message);
    }

    private static (Tensor Logits, Tensor Target) Draw()
    {
        var random = new Random(7);
        float[] logits = [.. Enumerable.Range(0, 2 * Classes * Rows * Columns).Select(_ => (float)((random.NextDouble() * 8) - 4))];
        long[] labels = [.. Enumerable.Range(0, 2 * Rows * Columns).Select(_ => (long)random.Next(Classes))];
        return (Creation.From(logits, 2, Classes, Rows, Columns), Creation.From(labels, 2, 1, Rows, Columns));
    }

    private static (double Loss, Tensor Gradient) Differentiate(SegmentationLoss loss, Tensor logits, Tensor target)
    {
        Tensor own = logits.Detach();
        own.RequiresGradient = true;
        Tensor error = loss.Forward(own, target);
        error.Backward();
        return (error.Item(), own.Gradient!);
    }
}
