using Marrow.Torch.Native;

namespace Marrow.Torch;

/// <summary>
/// Mixed precision on this thread until the block ends: convolutions and products take the type given, sums and losses stay float32
/// (Micikevicius 2018). BFloat16 on CPU and GPU; Float16, with <see cref="GradientScale"/>, on GPU.
/// </summary>
public readonly ref struct Autocast
{
    private readonly int device;
    private readonly int previous;

    /// <exception cref="ArgumentException">Float16 on the CPU, or another type than the two.</exception>
    public Autocast(Device device, ElementType type)
    {
        if (type != ElementType.BFloat16 && (type != ElementType.Float16 || device.IsCpu))
        {
            throw new ArgumentException($"mixed precision is BFloat16, or Float16 on a GPU, not {type} on {device}", nameof(type));
        }

        TorchLibrary.Require();
        this.device = device.NativeType;
        MarrowTorch.marrow_autocast(this.device, (int)type, out previous);
    }

    public void Dispose() => MarrowTorch.marrow_autocast(device, previous, out _);
}
