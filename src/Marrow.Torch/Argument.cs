using Marrow.Torch.Native;

namespace Marrow.Torch;

/// <summary>One argument of an <see cref="Operator"/>; converts from what C# has. The all-zero value takes the schema's default.</summary>
public readonly struct Argument
{
    private Argument(ValueKind kind, long bits = 0, object? reference = null, int count = 0) =>
        (Kind, Bits, Reference, Count) = (kind, bits, reference, count);

    /// <summary>What the operator's schema gives when nothing is said.</summary>
    public static Argument Default => default;

    public static Argument None => new(ValueKind.None);

    internal ValueKind Kind { get; }

    internal long Bits { get; }

    internal object? Reference { get; }

    internal int Count { get; }

    /// <summary>A list in which a tensor may be absent, as indexing takes.</summary>
    public static Argument Optional(Tensor?[] tensors) => new(ValueKind.OptionalTensors, 0, tensors, tensors.Length);

    public static implicit operator Argument(Tensor? value) => value is null ? None : new(ValueKind.Tensor, 0, value);

    public static implicit operator Argument(long value) => new(ValueKind.Integer, value);

    public static implicit operator Argument(int value) => new(ValueKind.Integer, value);

    public static implicit operator Argument(double value) => new(ValueKind.Real, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(bool value) => new(ValueKind.Boolean, value ? 1 : 0);

    public static implicit operator Argument(long[] value) => new(ValueKind.Integers, 0, value, value.Length);

    public static implicit operator Argument(double[] value) => new(ValueKind.Reals, 0, value, value.Length);

    public static implicit operator Argument(Tensor[] value) => new(ValueKind.Tensors, 0, value, value.Length);

    public static implicit operator Argument(ElementType value) => new(ValueKind.Integer, (int)value);

    public static implicit operator Argument(MemoryFormat value) => new(ValueKind.Integer, (int)value);

    public static implicit operator Argument(Device value) => new(ValueKind.Device, value.NativeIndex, null, value.NativeType);

    public static implicit operator Argument(Generator? value) => value is null ? None : new(ValueKind.Generator, 0, value);
}
