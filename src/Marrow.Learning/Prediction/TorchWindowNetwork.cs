using Marrow.Imaging;
using Marrow.Models;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>
/// The bridge from windows to tensors and back: trained networks, mirrored as they were trained. Owns the networks.
/// Uses the kernels of our own where they fit, unless exact; those give the same bytes on any number of threads, so one window at a time gets all threads.
/// </summary>
internal sealed class TorchWindowNetwork : IWindowNetwork, IDisposable
{
    // Windows whose activations pass this are not predicted side by side.
    private const long SideBySideBytes = 600L << 20;

    private readonly IReadOnlyList<UNet> _networks;
    private readonly FastUNet[] _fast;
    private readonly long[][] _mirrors;
    private readonly Device _device;
    private readonly bool _usesBrainFloat;

    /// <param name="networks">All of the same shape.</param>
    /// <param name="mirrorAxes">0 for up and down, 1 for left and right; empty for none.</param>
    /// <param name="windowBytes">What the activations of one window take at most.</param>
    public TorchWindowNetwork(IReadOnlyList<UNet> networks, IReadOnlyList<int> mirrorAxes, PredictionOptions options, long windowBytes)
    {
        (_networks, _device, _usesBrainFloat) = (networks, options.Device, options.UsesBrainFloat && !options.IsExact);
        _mirrors = Combinations(options.HasMirroring ? mirrorAxes : []);
        foreach (UNet network in networks)
        {
            network.MoveTo(_device);
        }

        bool isFast = options.UsesFastKernels && !options.IsExact && !_usesBrainFloat && FastUNet.Fits(networks[0]);
        _fast = isFast ? networks.Select(network => new FastUNet(network)).ToArray() : [];
        bool sideBySide = !isFast && _device.IsCpu && windowBytes * options.Threads <= SideBySideBytes;
        Workers = sideBySide ? options.Threads : 1;
        TorchLibrary.SetThreads(sideBySide ? 1 : options.Threads);
    }

    public int Heads => _networks[0].Classes;

    public int Members => _networks.Count;

    /// <summary>How many windows may be predicted at once.</summary>
    public int Workers { get; }

    public void Predict(int member, ReadOnlySpan<float> window, PixelSize size, Span<float> logits)
    {
        using InferenceMode inference = new();
        using Scope scope = new();
        Tensor input = Creation.From(window, 1, _networks[member].InputChannels, size.Height, size.Width).To(_device);
        Tensor sum = Forward(member, input);
        foreach (long[] axes in _mirrors)
        {
            using Scope once = new();
            sum.AddInPlace(Forward(member, input.Flip(axes)).Flip(axes));
        }

        Tensor mean = _mirrors.Length == 0 ? sum : sum.Divide(Creation.Number(_mirrors.Length + 1).To(_device));
        mean.CopyTo(logits);
    }

    public void Dispose()
    {
        foreach (IDisposable part in _fast.Concat<IDisposable>(_networks))
        {
            part.Dispose();
        }
    }

    private Tensor Forward(int member, Tensor input)
    {
        if (_fast.Length > 0)
        {
            return _fast[member].Forward(input);
        }

        if (!_usesBrainFloat)
        {
            return _networks[member].Forward(input);
        }

        using Autocast autocast = new(_device, ElementType.BFloat16);
        return _networks[member].Forward(input).To(ElementType.Float32);
    }

    // Every non-empty set of axes, the small sets first: the order in which the reference sums.
    private static long[][] Combinations(IReadOnlyList<int> axes) => Enumerable.Range(1, (1 << axes.Count) - 1)
        .OrderBy(bits => System.Numerics.BitOperations.PopCount((uint)bits)).ThenBy(bits => bits)
        .Select(bits => axes.Where((_, i) => (bits & (1 << i)) != 0).Select(axis => axis + 2L).ToArray())
        .ToArray();
}
