using Marrow.Torch.Native;

namespace Marrow.Torch;

/// <summary>Makes tensors: from arrays, filled, counted, drawn.</summary>
public static unsafe class Creation
{
    private static readonly Operator EmptyOperator = new("aten::empty", "memory_format");
    private static readonly Operator UntouchedZerosOperator = new("marrow::untouched_zeros");
    private static readonly Operator FullOperator = new("aten::full");
    private static readonly Operator ArangeOperator = new("aten::arange", "start");
    private static readonly Operator NormalOperator = new("aten::normal_");
    private static readonly Operator UniformOperator = new("aten::uniform_");
    private static readonly Operator BernoulliOperator = new("aten::bernoulli_", "float");

    /// <summary>A tensor on the CPU with a copy of the values, last axis fastest.</summary>
    /// <exception cref="ArgumentException">The shape does not multiply to the number of values, or T is no element type.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        CheckCount(values.Length, shape);
        TorchLibrary.Require();
        fixed (T* data = values)
        fixed (long* lengths = shape)
        {
            MarrowTorch.marrow_from_data(data, (int)TypeOf<T>(), lengths, shape.Length, out nint made);
            return new Tensor(made, (int)((long)values.Length * sizeof(T) >> 20));
        }
    }

    /// <inheritdoc cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A tensor of one number and no axis.</summary>
    public static Tensor Number(double value, ElementType type = ElementType.Float32) => Full([], value, type);

    /// <summary>A tensor whose values are whatever the memory held; for buffers that are written whole.</summary>
    public static Tensor Empty(long[] shape, ElementType type = ElementType.Float32, Device device = default, MemoryFormat format = MemoryFormat.Contiguous) =>
        EmptyOperator.Call(shape, type, Argument.None, device, Argument.None, format);

    public static Tensor Zeros(long[] shape, ElementType type = ElementType.Float32, Device device = default) => Full(shape, 0, type, device);

    /// <summary>Zeros of 32 bits on the CPU that take no memory before they are written, for weights that are about to be replaced.</summary>
    internal static Tensor UntouchedZeros(long[] shape) => UntouchedZerosOperator.Call(shape);

    public static Tensor Ones(long[] shape, ElementType type = ElementType.Float32, Device device = default) => Full(shape, 1, type, device);

    public static Tensor Full(long[] shape, double value, ElementType type = ElementType.Float32, Device device = default) =>
        FullOperator.Call(shape, value, type, Argument.None, device);

    /// <summary>The integers from start up to, not including, end.</summary>
    public static Tensor Range(long start, long end, ElementType type = ElementType.Int64) => ArangeOperator.Call(start, end, type);

    /// <summary>Draws from the normal distribution, in place; gives the tensor back.</summary>
    public static Tensor FillNormal(this Tensor tensor, double mean, double deviation, Generator generator)
    {
        NormalOperator.CallInPlace(tensor, mean, deviation, generator);
        return tensor;
    }

    /// <summary>Draws evenly from [low, high), in place; gives the tensor back.</summary>
    public static Tensor FillUniform(this Tensor tensor, double low, double high, Generator generator)
    {
        UniformOperator.CallInPlace(tensor, low, high, generator);
        return tensor;
    }

    /// <summary>Draws ones with the probability given, zeros else, in place; gives the tensor back.</summary>
    public static Tensor FillBernoulli(this Tensor tensor, double probability, Generator generator)
    {
        BernoulliOperator.CallInPlace(tensor, probability, generator);
        return tensor;
    }

    /// <summary>The values in order, last axis fastest; from any device and layout.</summary>
    /// <exception cref="ArgumentException">T is not what the tensor holds.</exception>
    public static T[] ToArray<T>(this Tensor tensor)
        where T : unmanaged
    {
        T[] values = new T[checked((int)tensor.Count)];
        tensor.CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>Copies the values out in order, last axis fastest.</summary>
    /// <exception cref="ArgumentException">T is not what the tensor holds, or the target has another length.</exception>
    public static void CopyTo<T>(this Tensor tensor, Span<T> target)
        where T : unmanaged
    {
        CheckType<T>(tensor);
        if (target.Length != tensor.Count)
        {
            throw new ArgumentException($"wanted room for {tensor.Count} values, got {target.Length}", nameof(target));
        }

        using Scope scope = new();
        tensor.Detach().To(Device.Cpu).Contiguous().Memory<T>().CopyTo(target);
    }

    /// <summary>The tensor's own memory, to read or write in place; valid while the tensor lives.</summary>
    /// <exception cref="ArgumentException">T is not what the tensor holds, or it is not contiguous on the CPU.</exception>
    public static Span<T> Memory<T>(this Tensor tensor)
        where T : unmanaged
    {
        CheckType<T>(tensor);
        if (!tensor.IsContiguous())
        {
            throw new ArgumentException("the memory of a tensor is in order only when it is contiguous", nameof(tensor));
        }

        MarrowTorch.marrow_data(tensor.Native, out nint data);
        return new Span<T>((void*)data, checked((int)tensor.Count));
    }

    /// <summary>The one number that the tensor holds.</summary>
    public static double Item(this Tensor tensor)
    {
        using Scope scope = new();
        return tensor.Detach().To(ElementType.Float64).ToArray<double>() is [double value]
            ? value
            : throw new ArgumentException($"wanted a tensor of one number, got {tensor}", nameof(tensor));
    }

    private static void CheckCount(int count, ReadOnlySpan<long> shape)
    {
        long wanted = 1;
        foreach (long length in shape)
        {
            wanted = checked(wanted * length);
        }

        if (wanted != count)
        {
            throw new ArgumentException($"the shape {string.Join(' ', shape.ToArray())} holds {wanted} values, got {count}", nameof(shape));
        }
    }

    private static void CheckType<T>(Tensor tensor)
    {
        if (TypeOf<T>() != tensor.Type && !(typeof(T) == typeof(ushort) && tensor.Type == ElementType.BFloat16))
        {
            throw new ArgumentException($"the tensor holds {tensor.Type}, not {typeof(T).Name}", nameof(tensor));
        }
    }

    /// <summary>bfloat16 has no type in C#; its bits are read as <see cref="ushort"/>.</summary>
    private static ElementType TypeOf<T>() => default(T) switch
    {
        byte => ElementType.UInt8,
        sbyte => ElementType.Int8,
        short => ElementType.Int16,
        int => ElementType.Int32,
        long => ElementType.Int64,
        Half => ElementType.Float16,
        float => ElementType.Float32,
        double => ElementType.Float64,
        bool => ElementType.Boolean,
        ushort => ElementType.BFloat16,
        _ => throw new ArgumentException($"no tensor holds {typeof(T).Name}"),
    };
}
