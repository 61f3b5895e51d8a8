using Marrow.Torch;

namespace Marrow.Cli;

/// <summary>Makes sure of libtorch before a verb that needs it begins.</summary>
internal static class NativeTensors
{
    /// <exception cref="IOException">The library cannot be loaded; the message says why and what mends it.</exception>
    public static void Require(int threads)
    {
        Require();
        TorchLibrary.SetThreads(threads);
    }

    /// <summary>The device of that name, which is at hand.</summary>
    /// <exception cref="ArgumentException">There is no such device.</exception>
    /// <exception cref="IOException">The library, which knows the devices, cannot be loaded.</exception>
    public static Device DeviceAtHand(string name)
    {
        Device device = Device.Parse(name);
        if (device.IsCpu)
        {
            return device;
        }

        Require();
        return TorchLibrary.HasCuda ? device : throw new ArgumentException($"device {name}: libtorch {TorchLibrary.Version} finds no CUDA device here");
    }

    private static void Require()
    {
        if (!TorchLibrary.TryLoad(out string? problem))
        {
            throw new IOException(problem);
        }
    }
}
