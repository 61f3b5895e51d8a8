using Marrow.Torch;

namespace Marrow.Models;

/// <summary>Runs a plain <see cref="UNet"/>, gradients included, with the 16-bit kernels of <see cref="HalfTraining"/>.</summary>
internal sealed class HalfStep
{
    private const int ChannelStep = 32;

    private readonly UNetArchitecture architecture;
    private readonly Tensor[] weights;
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

    /// <summary>True where the CPU has AVX512-FP16, the encoder is plain with 3×3 windows, channels come in 32s, and each further stage halves.</summary>
    public static bool Fits(UNet network) =>
        HalfTraining.IsAvailable
        && network.Weights()[0].Device.IsCpu
        && !network.Architecture.HasResidualEncoder
        && network.Architecture.HasBias
        && network.Architecture.Features.All(features => features % ChannelStep == 0)
        && network.Architecture.Windows.All(window => window is [3, 3])
        && network.Architecture.Strides[0] is [1, 1]
        && network.Architecture.Strides.Skip(1).All(stride => stride is [2, 2]);

    /// <summary>Logits, full resolution first.</summary>
    public Tensor[] Forward(Tensor picture, bool isDeep) =>
        HalfTraining.Forward(picture, weights, blocks, architecture.Slope, architecture.Epsilon, isDeep, usesMatrixUnit);

    public IDisposable Pause() => new Pausing(this);

    private static IEnumerable<Tensor> Layers(UNet network)
    {
        foreach (ConvolutionBlock block in network.Encoder.Blocks)
        {
            yield return block.Convolution.Kernel;
            yield return block.Norm.Scale;
            yield return block.Norm.Shift;
        }

        for (int s = 0; s < network.Decoder.Stages.Count; s++)
        {
            yield return network.Decoder.Enlargements[s].Kernel;
            yield return network.Decoder.Enlargements[s].Bias!;
            foreach (ConvolutionBlock block in network.Decoder.Stages[s].Blocks)
            {
                yield return block.Convolution.Kernel;
                yield return block.Norm.Scale;
                yield return block.Norm.Shift;
            }

            yield return network.Decoder.Heads[s].Kernel;
            yield return network.Decoder.Heads[s].Bias!;
        }
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
