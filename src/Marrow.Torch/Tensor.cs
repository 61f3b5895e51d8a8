using Marrow.Torch.Native;

namespace Marrow.Torch;

/// <summary>
/// An array of numbers that libtorch holds: its shape, type, device and lifetime. Operators are extension methods in Operators/.
/// Freed by its <see cref="Scope"/>, by <see cref="Dispose"/>, or at last by the garbage collector.
/// </summary>
public sealed unsafe class Tensor : IDisposable
{
    private readonly TensorHandle handle;

    internal Tensor(nint native, int mebibytes = 0)
    {
        Owner = Scope.Adopt(this);
        // What a scope frees is none of the collector's business: told of it, it would collect at every large layer.
        handle = new TensorHandle(native, Owner is null ? mebibytes : 0);
    }

    /// <summary>The length of each axis.</summary>
    public long[] Shape
    {
        get
        {
            NativeDescription description = Describe();
            return new ReadOnlySpan<long>(description.Shape, description.Axes).ToArray();
        }
    }

    /// <summary>Elements between neighbours along each axis.</summary>
    public long[] Strides
    {
        get
        {
            NativeDescription description = Describe();
            return new ReadOnlySpan<long>(description.Strides, description.Axes).ToArray();
        }
    }

    public int Axes => Describe().Axes;

    public ElementType Type => (ElementType)Describe().Type;

    public Device Device
    {
        get
        {
            NativeDescription description = Describe();
            return Device.FromNative(description.DeviceType, description.DeviceIndex);
        }
    }

    /// <summary>The number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long length in Shape)
            {
                count = checked(count * length);
            }

            return count;
        }
    }

    /// <summary>Whether gradients are gathered for this leaf.</summary>
    public bool RequiresGradient
    {
        get
        {
            MarrowTorch.marrow_requires_grad(Native, -1, out int now);
            return now != 0;
        }

        set => MarrowTorch.marrow_requires_grad(Native, value ? 1 : 0, out _);
    }

    /// <summary>What <see cref="Backward"/> gathered, or null; a new reference each time.</summary>
    public Tensor? Gradient
    {
        get
        {
            MarrowTorch.marrow_grad(Native, out nint gradient);
            return gradient == 0 ? null : new Tensor(gradient);
        }
    }

    internal Scope? Owner { get; set; }

    internal nint Native =>
        handle.IsClosed ? throw new ObjectDisposedException(nameof(Tensor), "this tensor has been freed") : handle.DangerousGetHandle();

    /// <summary>The length of one axis; negative counts from the last.</summary>
    public long Length(int axis)
    {
        NativeDescription description = Describe();
        int place = axis < 0 ? axis + description.Axes : axis;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)description.Axes, nameof(axis));
        return description.Shape[place];
    }

    /// <summary>Gathers the gradient of this one number in every leaf that asks for it.</summary>
    public void Backward(bool keepGraph = false) => MarrowTorch.marrow_backward(Native, keepGraph ? 1 : 0);

    /// <summary>Forgets the gathered gradient.</summary>
    public void ClearGradient() => MarrowTorch.marrow_clear_grad(Native);

    /// <summary>
    /// Checks the shape and gives the tensor back: <c>x.Expect("N 3 S S")</c> wants four axes, the second of 3, the last two alike.
    /// A letter stands for any one length, <c>_</c> for anything.
    /// </summary>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public Tensor Expect(string pattern)
    {
        long[] shape = Shape;
        return ShapePattern.Matches(pattern, shape)
            ? this
            : throw new ArgumentException($"wanted a tensor of shape {pattern}, got {string.Join(' ', shape)}");
    }

    public void Dispose() => handle.Dispose();

    public override string ToString() => handle.IsClosed ? "freed" : $"{Type} [{string.Join(' ', Shape)}] on {Device}";

    internal NativeDescription Describe()
    {
        NativeDescription description;
        MarrowTorch.marrow_describe(Native, &description);
        GC.KeepAlive(this);
        return description;
    }
}
