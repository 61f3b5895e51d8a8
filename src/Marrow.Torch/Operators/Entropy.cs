namespace Marrow.Torch;

/// <summary>Cross-entropies, from logits.</summary>
public static class Entropy
{
    private const long MeanOfAll = 1;

    private static readonly Operator CrossEntropyOperator = new("aten::cross_entropy_loss");
    private static readonly Operator BinaryOperator = new("aten::binary_cross_entropy_with_logits");

    /// <summary>Mean over the places whose class is not the ignored one. Logits N K …, classes N … (Int64).</summary>
    public static Tensor CrossEntropy(this Tensor logits, Tensor classes, long ignored = -100) =>
        CrossEntropyOperator.Call(logits, classes, Argument.None, MeanOfAll, ignored, 0.0);

    /// <summary>Binary cross-entropy of each number, not reduced.</summary>
    public static Tensor BinaryCrossEntropy(this Tensor logits, Tensor targets) =>
        BinaryOperator.Call(logits, targets, Argument.None, Argument.None, 0L);
}
