namespace Marrow.Torch;

/// <summary>Sums, means, extremes along axes.</summary>
public static class Reduction
{
    private static readonly Operator SumAll = new("aten::sum");
    private static readonly Operator SumAxes = new("aten::sum", "dim_IntList");
    private static readonly Operator MeanAll = new("aten::mean");
    private static readonly Operator MeanAxes = new("aten::mean", "dim");
    private static readonly Operator LargestOperator = new("aten::amax");
    private static readonly Operator SmallestOperator = new("aten::amin");
    private static readonly Operator ArgumentOfLargestOperator = new("aten::argmax");
    private static readonly Operator NormOperator = new("aten::norm", "Scalar");
    private static readonly Operator AnyOperator = new("aten::any");
    private static readonly Operator AllOperator = new("aten::all");

    public static Tensor Sum(this Tensor tensor) => SumAll.Call(tensor);

    public static Tensor Sum(this Tensor tensor, long[] axes, bool keepAxes = false) => SumAxes.Call(tensor, axes, keepAxes);

    public static Tensor Mean(this Tensor tensor) => MeanAll.Call(tensor);

    public static Tensor Mean(this Tensor tensor, long[] axes, bool keepAxes = false) => MeanAxes.Call(tensor, axes, keepAxes);

    public static Tensor Largest(this Tensor tensor, long[] axes, bool keepAxes = false) => LargestOperator.Call(tensor, axes, keepAxes);

    public static Tensor Smallest(this Tensor tensor, long[] axes, bool keepAxes = false) => SmallestOperator.Call(tensor, axes, keepAxes);

    /// <summary>Where along an axis the largest value is (Int64).</summary>
    public static Tensor ArgumentOfLargest(this Tensor tensor, long axis, bool keepAxis = false) =>
        ArgumentOfLargestOperator.Call(tensor, axis, keepAxis);

    /// <summary>The Euclidean norm of all values.</summary>
    public static Tensor Norm(this Tensor tensor) => NormOperator.Call(tensor, 2.0);

    public static Tensor Any(this Tensor tensor) => AnyOperator.Call(tensor);

    public static Tensor All(this Tensor tensor) => AllOperator.Call(tensor);
}
