using Marrow.Torch;

namespace Marrow.Models;

/// <summary>
/// Runs a plain <see cref="UNet"/> for inference on the CPU with the 16-bit kernels of <see cref="HalfInference"/>: half the memory and a multiple of the
/// speed of 32 bits; logits differ by about a hundredth of their spread. Copies what it needs: the network may go.
/// </summary>
public sealed class HalfUNet : IDisposable
{
    /// <summary>
    /// Narrower networks average less rounding away: Winograd's method in 16 bits, which kept 99.998 % of a wide model's labels, kept 99.66 % of those of a
    /// model of 128 features, and the plain product 99.94 %. They are quick anyway.
    /// </summary>
    private const int FewestFeatures = 256;

    private const int ChannelStep = 32;

    private readonly List<HalfConvolution[]> encoder = [];
    private readonly List<HalfConvolution[]> decoder = [];
    private readonly List<(HalfWeights Weights, Tensor? Bias)> enlargements = [];
    private readonly Tensor first, headWeight, headBias;
    private readonly HalfNorm firstNorm;
    private readonly long[] firstWindow;

    /// <param name="rows">Of the pictures that are expected; others are right too, only slower.</param>
    /// <param name="usesMatrixUnit">Where the CPU has one and the network fits; ask <see cref="FitsMatrixUnit"/>.</param>
    /// <exception cref="ArgumentException">The network does not fit these kernels; ask <see cref="Fits"/>.</exception>
    public HalfUNet(UNet network, long rows, long columns, bool usesMatrixUnit = true)
    {
        if (!Fits(network))
        {
            throw new ArgumentException("this network or this CPU does not fit the 16-bit kernels", nameof(network));
        }

        using InferenceMode inference = new();
        using Scope scope = new();
        ConvolutionBlock opening = network.Encoder.PlainStages[0].Blocks[0];
        (first, firstWindow) = (HalfInference.PackFirst(opening.Convolution.Kernel), network.Architecture.Windows[0]);
        firstNorm = HalfConvolution.Norm(opening, network.Architecture.Slope);
        bool isWide = network.Architecture.Features.Max() >= FewestFeatures;
        UsesMatrixUnit = usesMatrixUnit && FitsMatrixUnit(network);
        List<long> pixels = [];
        foreach ((ConvolutionStack stage, long[] stride) in network.Encoder.PlainStages.Zip(network.Architecture.Strides))
        {
            (rows, columns) = (rows / stride[0], columns / stride[1]);
            pixels.Add(isWide ? rows * columns : 0);
            encoder.Add(Packed(stage.Blocks.Skip(pixels.Count == 1 ? 1 : 0), network, pixels[^1], UsesMatrixUnit));
        }

        for (int s = 0; s < network.Decoder.Stages.Count; s++)
        {
            TransposedConvolutionLayer enlargement = network.Decoder.Enlargements[s];
            enlargements.Add((HalfInference.PackEnlargement(enlargement.Kernel, UsesMatrixUnit), enlargement.Bias is { } bias ? Scope.Release(bias.Clone()) : null));
            decoder.Add(Packed(network.Decoder.Stages[s].Blocks, network, pixels[^(s + 2)], UsesMatrixUnit));
        }

        ConvolutionLayer head = network.Decoder.Heads[^1];
        (headWeight, headBias) = (Scope.Release(head.Kernel.Clone()), Scope.Release(head.Bias!.Clone()));
    }

    /// <summary>Whether convolutions go by the matrix unit.</summary>
    public bool UsesMatrixUnit { get; }

    /// <summary>True where the CPU has AVX512-FP16, the encoder is plain, channels are even, and enlargements are by two.</summary>
    public static bool Fits(UNet network) =>
        HalfInference.IsAvailable
        && network.Weights()[0].Device.IsCpu
        && !network.Architecture.HasResidualEncoder
        && network.Architecture.Features.All(features => features % 2 == 0)
        && network.Architecture.Strides[0] is [1, 1]
        && network.Architecture.Strides.Skip(1).All(stride => stride is [2, 2]);

    /// <summary>True where the CPU multiplies matrices of bfloat16, and the network is wide with channels in 32s: narrow ones keep more in 16-bit floats.</summary>
    public static bool FitsMatrixUnit(UNet network) =>
        HalfInference.HasMatrixUnit
        && network.Architecture.Features.Max() >= FewestFeatures
        && network.Architecture.Features.All(features => features % ChannelStep == 0);

    /// <summary>Logits N K H W of pictures N C H W (32-bit floats), as <see cref="UNet.Forward"/> gives them.</summary>
    public Tensor Forward(Tensor input)
    {
        using InferenceMode inference = new();
        using Scope scope = new();
        Stack<HalfPicture> skips = new();
        HalfPicture current = Run(encoder[0], HalfInference.First(input, first, firstWindow, firstNorm));
        skips.Push(current);
        foreach (HalfConvolution[] stage in encoder.Skip(1))
        {
            skips.Push(current = Run(stage[1..], stage[0].Run(current)));
        }

        current = skips.Pop();
        for (int s = 0; s < decoder.Count; s++)
        {
            using HalfPicture below = current, skip = skips.Pop();
            using HalfPicture larger = HalfInference.Enlarge(below, enlargements[s].Weights, enlargements[s].Bias);
            below.Dispose();
            HalfPicture joined = decoder[s][0].Run(larger, skip);
            larger.Dispose();
            skip.Dispose();
            current = Run(decoder[s][1..], joined);
        }

        using HalfPicture last = current;
        return scope.Keep(HalfInference.Head(last, headWeight, headBias));
    }

    public void Dispose()
    {
        foreach (IDisposable part in encoder.Concat(decoder).SelectMany(stage => stage).Concat<IDisposable>(enlargements.Select(enlargement => enlargement.Weights)).Append(firstNorm))
        {
            part.Dispose();
        }

        foreach (Tensor? tensor in enlargements.Select(enlargement => enlargement.Bias).Append(first).Append(headWeight).Append(headBias))
        {
            tensor?.Dispose();
        }

        HalfInference.Release();
    }

    // What comes between is freed as soon as the next layer has read it.
    private static HalfPicture Run(HalfConvolution[] blocks, HalfPicture current)
    {
        foreach (HalfConvolution block in blocks)
        {
            using HalfPicture read = current;
            current = block.Run(read);
        }

        return current;
    }

    private static HalfConvolution[] Packed(IEnumerable<ConvolutionBlock> blocks, UNet network, long pixels, bool isForMatrixUnit) =>
        [.. blocks.Select(block => new HalfConvolution(block, network.Architecture.Slope, pixels, isForMatrixUnit))];
}
