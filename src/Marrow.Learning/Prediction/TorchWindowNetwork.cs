using Marrow.Imaging;
using Marrow.Models;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>
/// The bridge from windows to tensors and back: trained networks, mirrored as they were trained. Owns the networks.
/// Uses the kernels of our own where they fit, unless exact; those give the same bytes on any number of threads.
/// </summary>
internal sealed class TorchWindowNetwork : IWindowNetwork, IDisposable
{
    // Windows whose activations pass this are not predicted side by side.
    private const long SideBySideBytes = 600L << 20;

    private readonly List<Func<Tensor, CancellationToken, Tensor>> _forward = [];
    private readonly List<IDisposable> _parts = [];
    private readonly PredictionOptions _options;
    private readonly long[][] _mirrors;
    private readonly int _inputChannels;

    /// <param name="folds">At least one, all of the same shape; one is loaded after the other.</param>
    /// <param name="window">What is predicted at once.</param>
    /// <param name="windowBytes">What the activations of one window take at most.</param>
    public TorchWindowNetwork(IEnumerable<LoadedFold> folds, PredictionOptions options, PixelSize window, long windowBytes)
    {
        (_options, _mirrors) = (options, []);
        foreach (LoadedFold fold in folds)
        {
            if (_forward.Count == 0)
            {
                (Heads, _inputChannels) = (fold.Network.Classes, fold.Network.InputChannels);
                _mirrors = Combinations(options.HasMirroring ? fold.MirrorAxes : []);
                FitsHalf = HalfUNet.Fits(fold.Network);
                Arithmetic = ChooseArithmetic(fold.Network, options);
            }

            Add(fold.Network, window);
        }

        // Small windows leave threads waiting for each other; large ones side by side would take too much memory.
        bool sideBySide = Arithmetic is not PredictionArithmetic.LibraryBrainFloat && options.Device.IsCpu && windowBytes * options.Threads <= SideBySideBytes;
        Workers = sideBySide ? options.Threads : 1;
        // Libtorch's convolutions split sums among threads, so that their last bits depend on how many there are: exact ones have one.
        TorchLibrary.SetThreads(sideBySide || options.IsExact ? 1 : options.Threads);
    }

    public int Heads { get; }

    public int Members => _forward.Count;

    /// <summary>What the networks are computed with.</summary>
    public PredictionArithmetic Arithmetic { get; }

    /// <summary>Whether the kernels of 16-bit floats fit processor and network, taken or not.</summary>
    public bool FitsHalf { get; }

    /// <summary>How many windows may be predicted at once.</summary>
    public int Workers { get; }

    public void Predict(int member, ReadOnlySpan<float> window, PixelSize size, Span<float> logits, CancellationToken token)
    {
        using InferenceMode inference = new();
        using Scope scope = new();
        Tensor input = Creation.From(window, 1, _inputChannels, size.Height, size.Width).To(_options.Device);
        Tensor sum = _forward[member](input, token);
        foreach (long[] axes in _mirrors)
        {
            token.ThrowIfCancellationRequested();
            using Scope once = new();
            sum.AddInPlace(_forward[member](input.Flip(axes), token).Flip(axes));
        }

        Tensor mean = _mirrors.Length == 0 ? sum : sum.Divide(Creation.Number(_mirrors.Length + 1).To(_options.Device));
        mean.CopyTo(logits);
    }

    public void Dispose()
    {
        foreach (IDisposable part in _parts)
        {
            part.Dispose();
        }
    }

    private static PredictionArithmetic ChooseArithmetic(UNet network, PredictionOptions options) => options switch
    {
        { IsExact: true } => PredictionArithmetic.Library,
        { UsesBrainFloat: true } => PredictionArithmetic.LibraryBrainFloat,
        { UsesFastKernels: true, UsesHalf: true, Device.IsCpu: true } when HalfUNet.Fits(network) =>
            options.UsesMatrixUnit && HalfUNet.FitsMatrixUnit(network) ? PredictionArithmetic.Matrix : PredictionArithmetic.Half,
        { UsesFastKernels: true, Device.IsCpu: true } when FastUNet.Fits(network) => PredictionArithmetic.Single,
        _ => PredictionArithmetic.Library,
    };

    private void Add(UNet network, PixelSize window)
    {
        network.MoveTo(_options.Device);
        switch (Arithmetic)
        {
            case PredictionArithmetic.Half or PredictionArithmetic.Matrix:
                var half = new HalfUNet(network, window.Height, window.Width, Arithmetic is PredictionArithmetic.Matrix);
                network.Dispose();
                _parts.Add(half);
                _forward.Add((input, _) => half.Forward(input));
                break;
            case PredictionArithmetic.Single:
                var fast = new FastUNet(network);
                _parts.AddRange(fast, network);
                _forward.Add((input, _) => fast.Forward(input));
                break;
            default:
                _parts.Add(network);
                _forward.Add(Arithmetic is PredictionArithmetic.Library ? network.Forward : (input, token) => BrainFloat(network, input, token));
                break;
        }
    }

    private Tensor BrainFloat(UNet network, Tensor input, CancellationToken token)
    {
        using Autocast autocast = new(_options.Device, ElementType.BFloat16);
        return network.Forward(input, token).To(ElementType.Float32);
    }

    // Every non-empty set of axes, the small sets first: the order in which the reference sums.
    private static long[][] Combinations(IReadOnlyList<int> axes) => Enumerable.Range(1, (1 << axes.Count) - 1)
        .OrderBy(bits => System.Numerics.BitOperations.PopCount((uint)bits)).ThenBy(bits => bits)
        .Select(bits => axes.Where((_, i) => (bits & (1 << i)) != 0).Select(axis => axis + 2L).ToArray())
        .ToArray();
}
