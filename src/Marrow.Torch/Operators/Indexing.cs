namespace Marrow.Torch;

/// <summary>Parts of a tensor, by place and by index.</summary>
public static class Indexing
{
    private static readonly Operator NarrowOperator = new("aten::narrow");
    private static readonly Operator SelectOperator = new("aten::select", "int");
    private static readonly Operator SliceOperator = new("aten::slice", "Tensor");
    private static readonly Operator GatherOperator = new("aten::gather");
    private static readonly Operator ScatterOperator = new("aten::scatter", "value");
    private static readonly Operator MaskedFillOperator = new("aten::masked_fill", "Scalar");
    private static readonly Operator SortOperator = new("aten::sort", "stable");

    /// <summary>A stretch of one axis, sharing memory.</summary>
    public static Tensor Narrow(this Tensor tensor, long axis, long start, long length) => NarrowOperator.Call(tensor, axis, start, length);

    /// <summary>One place of an axis, which disappears, sharing memory.</summary>
    public static Tensor Select(this Tensor tensor, long axis, long index) => SelectOperator.Call(tensor, axis, index);

    /// <summary>Every step-th place of an axis from start up to end, sharing memory.</summary>
    public static Tensor Slice(this Tensor tensor, long axis, long start, long end, long step = 1) =>
        SliceOperator.Call(tensor, axis, start, end, step);

    public static Tensor Gather(this Tensor tensor, long axis, Tensor index) => GatherOperator.Call(tensor, axis, index);

    /// <summary>A copy with one value written at the indices (Int64).</summary>
    public static Tensor Scatter(this Tensor tensor, long axis, Tensor index, double value) => ScatterOperator.Call(tensor, axis, index, value);

    public static Tensor MaskedFill(this Tensor tensor, Tensor mask, double value) => MaskedFillOperator.Call(tensor, mask, value);

    /// <summary>The values in order along an axis, equals as they were, and where each came from (Int64).</summary>
    public static (Tensor Values, Tensor Indices) Sort(this Tensor tensor, long axis, bool descending = false)
    {
        Tensor?[] results = SortOperator.CallMany(tensor, true, axis, descending);
        return (results[0]!, results[1]!);
    }
}
