namespace Marrow.Torch;

/// <summary>Cross-entropies, from logits.</summary>
public static class Entropy
{
    private const long MeanOfAll = 1;

    private static readonly Operator CrossEntropyOperator = new("aten::cross_entropy_loss");
    private static readonly Operator DiceEntropyOperator = new("marrow::dice_entropy");
    private static readonly Operator BinaryOperator = new("aten::binary_cross_entropy_with_logits");

    /// <summary>Mean over the places whose class is not the ignored one. Logits N K …, classes N … (Int64).</summary>
    public static Tensor CrossEntropy(this Tensor logits, Tensor classes, long ignored = -100) =>
        CrossEntropyOperator.Call(logits, classes, Argument.None, MeanOfAll, ignored, 0.0);

    /// <summary>
    /// Cross-entropy, the mean over all pixels, minus the mean soft Dice of all classes but the first, (2 common + smooth) / (both + smooth): few passes over
    /// memory (native/loss.cpp) instead of one for each operator. Float32 on the CPU.
    /// </summary>
    /// <param name="logits">N K H W.</param>
    /// <param name="classes">N 1 H W (Int64), each less than K.</param>
    /// <param name="isBatch">True pools the Dice over the batch; false takes it per picture.</param>
    public static Tensor DiceEntropy(this Tensor logits, Tensor classes, bool isBatch, double smooth) =>
        DiceEntropyOperator.Call(logits, classes, isBatch, smooth);

    /// <summary>Binary cross-entropy of each number, not reduced.</summary>
    public static Tensor BinaryCrossEntropy(this Tensor logits, Tensor targets) =>
        BinaryOperator.Call(logits, targets, Argument.None, Argument.None, 0L);
}
