using Marrow.Torch.Native;

namespace Marrow.Torch;

/// <summary>A source of random numbers on the CPU (Mersenne twister); the same seed gives the same numbers.</summary>
public sealed class Generator : IDisposable
{
    private nint native;

    public Generator(long seed)
    {
        TorchLibrary.Require();
        MarrowTorch.marrow_generator(seed, out native);
    }

    ~Generator() => Free();

    internal nint Native => native != 0 ? native : throw new ObjectDisposedException(nameof(Generator));

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        nint held = Interlocked.Exchange(ref native, 0);
        if (held != 0)
        {
            MarrowTorch.marrow_free_generator(held);
        }
    }
}
