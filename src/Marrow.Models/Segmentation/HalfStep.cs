using Marrow.Torch;

namespace Marrow.Models;

/// <summary>Runs a plain <see cref="UNet"/>, gradients included, with the 16-bit kernels of <see cref="HalfTraining"/>.</summary>
internal sealed class HalfStep
{
    // The kernels' channels come in 32s. Where a network's come in 16s, channels of zeros fill them up: they stay zero, and so do their gradients.
    private const int ChannelStep = 32, FewestFeatures = 16;

    private readonly UNetArchitecture architecture;
    private readonly (Tensor Values, int[] Axes, int Parts)[] weights;
    private readonly long[] blocks;
    private readonly bool usesMatrixUnit;

    public HalfStep(UNet network, bool usesMatrixUnit)
    {
        this.usesMatrixUnit = usesMatrixUnit;
        architecture = network.Architecture;
        weights = [.. Layers(network)];
        blocks = [architecture.Stages, .. architecture.EncoderBlocks.Select(count => (long)count), .. architecture.DecoderConvolutions.Select(count => (long)count)];
    }

    /// <summary>True while the network is to be run in 32 bits.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>True where the CPU has AVX512-FP16, the encoder is plain with 3×3 windows, channels come in 16s, and each further stage halves.</summary>
    public static bool Fits(UNet network) =>
        HalfTraining.IsAvailable
        && network.Weights()[0].Device.IsCpu
        && !network.Architecture.HasResidualEncoder
        && network.Architecture.HasBias
        && network.Architecture.Features.All(features => features % FewestFeatures == 0)
        && network.Architecture.Windows.All(window => window is [3, 3])
        && network.Architecture.Strides[0] is [1, 1]
        && network.Architecture.Strides.Skip(1).All(stride => stride is [2, 2]);

    /// <summary>Logits, full resolution first.</summary>
    public Tensor[] Forward(Tensor picture, bool isDeep) =>
        HalfTraining.Forward(picture, [.. weights.Select(Filled)], blocks, architecture.Slope, architecture.Epsilon, isDeep, usesMatrixUnit);

    public IDisposable Pause() => new Pausing(this);

    // Which axes of each weight are channels of the network (a picture's and the labels' are not), and of how many equal parts those that come in are put together.
    private static IEnumerable<(Tensor Values, int[] Axes, int Parts)> Layers(UNet network)
    {
        IEnumerable<(Tensor Values, int[] Axes, int Parts)> Block(ConvolutionBlock block, int parts) =>
        [
            (block.Convolution.Kernel, parts == 0 ? [0] : [0, 1], parts), (block.Norm.Scale, [0], 1), (block.Norm.Shift, [0], 1),
        ];

        foreach ((ConvolutionBlock block, int at) in network.Encoder.Blocks.Select((block, at) => (block, at)))
        {
            foreach ((Tensor Values, int[] Axes, int Parts) weight in Block(block, Math.Min(at, 1)))
            {
                yield return weight;
            }
        }

        for (int s = 0; s < network.Decoder.Stages.Count; s++)
        {
            yield return (network.Decoder.Enlargements[s].Kernel, [0, 1], 1);
            yield return (network.Decoder.Enlargements[s].Bias!, [0], 1);
            foreach ((Tensor Values, int[] Axes, int Parts) weight in network.Decoder.Stages[s].Blocks.SelectMany((block, at) => Block(block, at == 0 ? 2 : 1)))
            {
                yield return weight;
            }

            yield return (network.Decoder.Heads[s].Kernel, [1], 1);
            yield return (network.Decoder.Heads[s].Bias!, [], 1);
        }
    }

    private static Tensor Filled((Tensor Values, int[] Axes, int Parts) weight)
    {
        Tensor values = weight.Values;
        foreach (int axis in weight.Axes)
        {
            long parts = axis == 1 ? weight.Parts : 1, channels = values.Length(axis) / parts, missing = -channels & (ChannelStep - 1);
            if (missing > 0)
            {
                // The axis is taken apart, so that each part gets its own zeros at its end.
                long[] before = values.Shape[..axis], after = values.Shape[(axis + 1)..];
                long[] amounts = [.. after.SelectMany(_ => new long[] { 0, 0 }), 0, missing];
                values = values.Reshape([.. before, parts, channels, .. after]).Pad(amounts).Reshape([.. before, parts * (channels + missing), .. after]);
            }
        }

        return values;
    }

    private sealed class Pausing : IDisposable
    {
        private readonly HalfStep step;

        public Pausing(HalfStep step)
        {
            this.step = step;
            step.IsPaused = true;
        }

        public void Dispose() => step.IsPaused = false;
    }
}
