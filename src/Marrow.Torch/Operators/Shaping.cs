namespace Marrow.Torch;

/// <summary>Shape, type, device and layout: the same numbers in another arrangement.</summary>
public static class Shaping
{
    private static readonly Operator ReshapeOperator = new("aten::reshape");
    private static readonly Operator PermuteOperator = new("aten::permute");
    private static readonly Operator SqueezeOperator = new("aten::squeeze", "dim");
    private static readonly Operator ExpandOperator = new("aten::expand");
    private static readonly Operator ConcatenateOperator = new("aten::cat");
    private static readonly Operator StackOperator = new("aten::stack");
    private static readonly Operator FlipOperator = new("aten::flip");
    private static readonly Operator ContiguousOperator = new("aten::contiguous");
    private static readonly Operator ConvertOperator = new("aten::_to_copy");
    private static readonly Operator CloneOperator = new("aten::clone");
    private static readonly Operator DetachOperator = new("aten::detach");
    private static readonly Operator PadOperator = new("aten::constant_pad_nd");

    /// <summary>The same numbers under another shape; one length may be -1.</summary>
    public static Tensor Reshape(this Tensor tensor, params long[] shape) => ReshapeOperator.Call(tensor, shape);

    /// <summary>The axes in another order, without copying.</summary>
    public static Tensor Permute(this Tensor tensor, params long[] axes) => PermuteOperator.Call(tensor, axes);

    /// <summary>Drops an axis of length one.</summary>
    public static Tensor Squeeze(this Tensor tensor, long axis) => SqueezeOperator.Call(tensor, axis);

    public static Tensor Expand(this Tensor tensor, params long[] shape) => ExpandOperator.Call(tensor, shape);

    public static Tensor Concatenate(this Tensor[] tensors, long axis) => ConcatenateOperator.Call(tensors, axis);

    public static Tensor Stack(this Tensor[] tensors, long axis) => StackOperator.Call(tensors, axis);

    /// <summary>Mirrors along the axes.</summary>
    public static Tensor Flip(this Tensor tensor, params long[] axes) => FlipOperator.Call(tensor, axes);

    /// <summary>The same tensor where the layout is already so, else a copy.</summary>
    public static Tensor Contiguous(this Tensor tensor, MemoryFormat format = MemoryFormat.Contiguous) => ContiguousOperator.Call(tensor, format);

    /// <summary>Whether the elements lie in order, last axis fastest.</summary>
    public static bool IsContiguous(this Tensor tensor)
    {
        long[] shape = tensor.Shape;
        long[] strides = tensor.Strides;
        long wanted = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != wanted)
            {
                return false;
            }

            wanted *= shape[i];
        }

        return true;
    }

    /// <summary>In another element type; the same tensor where it has it already.</summary>
    public static Tensor To(this Tensor tensor, ElementType type) =>
        tensor.Type == type ? tensor : ConvertOperator.Call(tensor, type);

    /// <summary>On another device; the same tensor where it is there already.</summary>
    public static Tensor To(this Tensor tensor, Device device) =>
        tensor.Device == device ? tensor : ConvertOperator.Call(tensor, Argument.None, Argument.None, device);

    public static Tensor Clone(this Tensor tensor, MemoryFormat format = MemoryFormat.Preserve) => CloneOperator.Call(tensor, format);

    /// <summary>The same numbers, cut off from the graph of gradients.</summary>
    public static Tensor Detach(this Tensor tensor) => DetachOperator.Call(tensor);

    /// <summary>Pads with one value; the amounts go from the last axis: left, right, top, bottom.</summary>
    public static Tensor Pad(this Tensor tensor, long[] amounts, double value = 0) => PadOperator.Call(tensor, amounts, value);
}
