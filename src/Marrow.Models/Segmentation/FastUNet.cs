using Marrow.Torch;

namespace Marrow.Models;

/// <summary>
/// Runs a <see cref="UNet"/> for inference on the CPU with the kernels of <see cref="FastInference"/>: convolutions by Winograd's method, normalization
/// and leaky ReLU applied where pixels are next read, joined inputs never written. Logits differ from the plain network by rounding alone.
/// Owns its packed weights, not the network; the network must not change or go while this lives. Several threads may ask at once.
/// </summary>
public sealed class FastUNet : IDisposable
{
    private const long ChannelStep = 32;

    /// <summary>Below this the packed weights, four times the plain ones, cost more to read than the arithmetic they save.</summary>
    private const long FewestPixels = 2048;

    private readonly UNet network;
    private readonly double slope;
    private readonly Dictionary<Layer, Tensor> packed = [];

    /// <exception cref="ArgumentException">The network does not fit these kernels; ask <see cref="Fits"/>.</exception>
    public FastUNet(UNet network)
    {
        if (!Fits(network))
        {
            throw new ArgumentException("this network or this CPU does not fit the fast kernels", nameof(network));
        }

        this.network = network;
        slope = network.Architecture.Slope;
        network.StoreChannelsLast();
    }

    /// <summary>True where the CPU has AVX-512, channels come in 32s, and enlargements are by two.</summary>
    public static bool Fits(UNet network) =>
        FastInference.IsAvailable
        && network.Weights()[0].Device.IsCpu
        && network.Architecture.Features.All(features => features % ChannelStep == 0)
        && network.Architecture.Strides.Skip(1).All(stride => stride is [2, 2]);

    /// <summary>Logits N K H W of pictures N C H W (float32), as <see cref="UNet.Forward"/> gives them.</summary>
    public Tensor Forward(Tensor input)
    {
        using InferenceMode inference = new();
        using Scope scope = new();
        Tensor picture = network.Checked(input).Contiguous(MemoryFormat.ChannelsLast);
        return scope.Keep(Decode(network.Architecture.HasResidualEncoder ? EncodeResidual(picture) : EncodePlain(picture)));
    }

    public void Dispose()
    {
        foreach (Tensor tensor in packed.Values)
        {
            tensor.Dispose();
        }
    }

    private Stack<Tensor> EncodePlain(Tensor current)
    {
        Stack<Tensor> skips = new();
        foreach (ConvolutionStack stage in network.Encoder.PlainStages)
        {
            using Scope scope = new();
            current = scope.Keep(FastInference.Apply(Run(stage, [new LazyNorm(current)]), slope));
            skips.Push(current);
        }

        return skips;
    }

    private Stack<Tensor> EncodeResidual(Tensor current)
    {
        Stack<Tensor> skips = new();
        current = FastInference.Apply(Run(network.Encoder.Stem!, [new LazyNorm(current)]), slope);
        foreach (IReadOnlyList<ResidualBlock> stage in network.Encoder.ResidualStages)
        {
            using Scope scope = new();
            current = stage.Aggregate(current, Run);
            skips.Push(scope.Keep(current));
        }

        return skips;
    }

    private Tensor Run(Tensor input, ResidualBlock block)
    {
        using Scope scope = new();
        Tensor residual = block.IsStrided ? input.PoolAverage(block.Stride, block.Stride) : input;
        if (block.Projection is { } projection)
        {
            residual = FastInference.Apply(Run(projection, [new LazyNorm(residual)]), 1);
        }

        LazyNorm output = Run(block.Second, [Run(block.First, [new LazyNorm(input)])]);
        return scope.Keep(FastInference.Apply(output, slope, residual.Contiguous(MemoryFormat.ChannelsLast)));
    }

    private Tensor Decode(Stack<Tensor> skips)
    {
        UNetDecoder decoder = network.Decoder;
        LazyNorm current = new(skips.Pop());
        for (int s = 0; s < decoder.Stages.Count; s++)
        {
            using Scope scope = new();
            using Tensor skip = skips.Pop();
            Tensor below = current.Scale is null ? current.Values : FastInference.Apply(current, slope);
            Tensor larger = FastInference.Enlarge(below, Packed(decoder.Enlargements[s]), decoder.Enlargements[s].Bias);
            below.Dispose();
            LazyNorm joined = Run(decoder.Stages[s], [new LazyNorm(larger), new LazyNorm(skip)]);
            current = new LazyNorm(scope.Keep(joined.Values), scope.Keep(joined.Scale!), scope.Keep(joined.Shift!));
        }

        return FastInference.Head(current, slope, decoder.Heads[^1]);
    }

    private LazyNorm Run(ConvolutionStack stack, IReadOnlyList<LazyNorm> inputs)
    {
        foreach (ConvolutionBlock block in stack.Blocks)
        {
            LazyNorm output = Run(block, inputs);
            inputs = [output];
        }

        return inputs[0];
    }

    private LazyNorm Run(ConvolutionBlock block, IReadOnlyList<LazyNorm> inputs)
    {
        if (FitsWinograd(block, inputs))
        {
            return FastInference.Convolve(inputs, Packed(block.Convolution), block.Norm, slope);
        }

        Tensor[] whole = inputs.Select(input => input.Scale is null ? input.Values : FastInference.Apply(input, slope)).ToArray();
        Tensor joined = whole.Length == 1 ? whole[0] : whole.Concatenate(1);
        Tensor output = FitsPatches(block)
            ? FastTraining.ConvolvePatches(joined, block.Convolution.Kernel, (int)block.Convolution.Shape.Stride[0])
            : joined.Convolve(block.Convolution.Kernel, null, block.Convolution.Shape);
        return FastInference.Normalize(output.Contiguous(MemoryFormat.ChannelsLast), block.Norm);
    }

    private static bool FitsWinograd(ConvolutionBlock block, IReadOnlyList<LazyNorm> inputs) =>
        block.Convolution.Kernel.Shape is [_, >= ChannelStep, 3, 3]
        && block.Convolution.Shape.Stride is [1, 1]
        && inputs[0].Values.Length(2) * inputs[0].Values.Length(3) >= FewestPixels;

    /// <summary>Libtorch's own convolutions split sums among threads, so that the last bits would depend on how many there are.</summary>
    private static bool FitsPatches(ConvolutionBlock block) =>
        block.Convolution.Kernel.Shape is [_, _, 3, 3] or [_, _, 1, 1] && block.Convolution.Shape.Stride is [1, 1] or [2, 2];

    // The first pictures may come at once, and each weight is packed by whoever needs it first.
    private Tensor Packed(Layer layer)
    {
        lock (packed)
        {
            if (!packed.TryGetValue(layer, out Tensor? weights))
            {
                weights = Scope.Release(layer switch
                {
                    ConvolutionLayer convolution => FastInference.Pack(convolution.Kernel),
                    TransposedConvolutionLayer enlargement => FastInference.PackEnlargement(enlargement.Kernel),
                    _ => throw new ArgumentException($"{layer.GetType().Name} has no packed form", nameof(layer)),
                });
                packed.Add(layer, weights);
            }

            return weights;
        }
    }
}
