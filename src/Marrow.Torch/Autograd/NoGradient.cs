using Marrow.Torch.Native;

namespace Marrow.Torch;

/// <summary>No graph of gradients is kept on this thread until the block ends.</summary>
public readonly ref struct NoGradient
{
    private readonly int previous;

    public NoGradient()
    {
        TorchLibrary.Require();
        MarrowTorch.marrow_grad_mode(0, out previous);
    }

    public void Dispose() => MarrowTorch.marrow_grad_mode(previous, out _);
}
