using Marrow.Imaging;
using Marrow.Models;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>The bridge from windows to tensors and back: trained networks, mirrored as they were trained. Owns the networks.</summary>
internal sealed class TorchWindowNetwork : IWindowNetwork, IDisposable
{
    private readonly IReadOnlyList<UNet> _networks;
    private readonly long[][] _mirrors;
    private readonly Device _device;
    private readonly bool _usesBrainFloat;

    /// <param name="networks">All of the same shape.</param>
    /// <param name="mirrorAxes">0 for up and down, 1 for left and right; empty for none.</param>
    public TorchWindowNetwork(IReadOnlyList<UNet> networks, IReadOnlyList<int> mirrorAxes, PredictionOptions options)
    {
        (_networks, _device, _usesBrainFloat) = (networks, options.Device, options.UsesBrainFloat && !options.IsExact);
        _mirrors = Combinations(options.HasMirroring ? mirrorAxes : []);
        foreach (UNet network in networks)
        {
            network.MoveTo(_device);
        }
    }

    public int Heads => _networks[0].Classes;

    public int Members => _networks.Count;

    public void Predict(int member, ReadOnlySpan<float> window, PixelSize size, Span<float> logits)
    {
        using InferenceMode inference = new();
        using Scope scope = new();
        UNet network = _networks[member];
        Tensor input = Creation.From(window, 1, network.InputChannels, size.Height, size.Width).To(_device);
        Tensor sum = Forward(network, input);
        foreach (long[] axes in _mirrors)
        {
            using Scope once = new();
            sum.AddInPlace(Forward(network, input.Flip(axes)).Flip(axes));
        }

        Tensor mean = _mirrors.Length == 0 ? sum : sum.Divide(Creation.Number(_mirrors.Length + 1).To(_device));
        mean.CopyTo(logits);
    }

    public void Dispose()
    {
        foreach (UNet network in _networks)
        {
            network.Dispose();
        }
    }

    private Tensor Forward(UNet network, Tensor input)
    {
        if (!_usesBrainFloat)
        {
            return network.Forward(input);
        }

        using Autocast autocast = new(_device, ElementType.BFloat16);
        return network.Forward(input).To(ElementType.Float32);
    }

    // Every non-empty set of axes, the small sets first: the order in which the reference sums.
    private static long[][] Combinations(IReadOnlyList<int> axes) => Enumerable.Range(1, (1 << axes.Count) - 1)
        .OrderBy(bits => System.Numerics.BitOperations.PopCount((uint)bits)).ThenBy(bits => bits)
        .Select(bits => axes.Where((_, i) => (bits & (1 << i)) != 0).Select(axis => axis + 2L).ToArray())
        .ToArray();
}
