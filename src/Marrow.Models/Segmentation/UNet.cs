using Marrow.Torch;

namespace Marrow.Models;

/// <summary>
/// nnU-Net's two-dimensional network (Isensee 2021; residual encoder: Isensee 2024), with its parameter names, so that its checkpoints load as they are.
/// </summary>
public sealed class UNet : Layer
{
    private bool isFast;
    private HalfStep? halfStep;

    /// <param name="inputChannels">Channels of the picture.</param>
    /// <param name="classes">Logits per pixel: labels with background, or regions.</param>
    public UNet(UNetArchitecture architecture, int inputChannels, int classes)
    {
        (Architecture, InputChannels, Classes) = (architecture, inputChannels, classes);
        Encoder = Child("encoder", new UNetEncoder(architecture, inputChannels));
        Decoder = Child("decoder", new UNetDecoder(Encoder, architecture, classes));
    }

    public UNetArchitecture Architecture { get; }

    public int InputChannels { get; }

    public int Classes { get; }

    internal UNetEncoder Encoder { get; }

    internal UNetDecoder Decoder { get; }

    /// <summary>
    /// First values as nnU-Net draws them: He normal for the slope, biases zero; with a residual encoder the last normalization of each block is zero.
    /// </summary>
    public void Initialize(Generator generator)
    {
        foreach ((string key, Tensor weight) in NamedWeights())
        {
            if (weight.Axes == 4)
            {
                Initializer.FillHeNormal(weight, 0.01, generator);
            }
            else
            {
                Initializer.FillConstant(weight, key.EndsWith("norm.weight", StringComparison.Ordinal) ? 1 : 0);
            }
        }

        foreach (ResidualBlock block in Encoder.ResidualStages.SelectMany(stage => stage))
        {
            Initializer.FillConstant(block.LastNorm.Scale, 0);
        }
    }

    /// <summary>
    /// From now on trains with the kernels of <see cref="FastTraining"/> where this network and CPU fit them (<see cref="FastUNet.Fits"/>); says whether.
    /// Results differ from the plain network by rounding alone, except that convolution biases, which have no effect, get no gradient.
    /// </summary>
    public bool UseFastTraining()
    {
        if (!FastUNet.Fits(this) || !Architecture.HasBias || Architecture.Windows.Any(window => window is not [3, 3]))
        {
            return false;
        }

        StoreChannelsLast();
        isFast = true;
        foreach (ConvolutionBlock block in Encoder.Blocks)
        {
            block.IsFast = true;
        }

        return true;
    }

    /// <summary>
    /// From now on trains with the 16-bit kernels of <see cref="HalfTraining"/> where this network and CPU fit them, on top of <see cref="UseFastTraining"/>;
    /// says whether. Gradients differ from the plain network's by about a hundredth of their norm, and are not finite where something does not fit 16 bits.
    /// </summary>
    /// <param name="byMatrixUnit">Products of bfloat16 (<see cref="HalfInference.HasMatrixUnit"/>); otherwise of 16-bit floats.</param>
    public bool UseHalfTraining(bool byMatrixUnit = false)
    {
        if (!HalfStep.Fits(this) || (byMatrixUnit && !HalfInference.HasMatrixUnit))
        {
            return false;
        }

        // What does not fit 16 bits is left to these kernels, or to libtorch's where they do not fit.
        UseFastTraining();
        halfStep = new HalfStep(this, byMatrixUnit);
        return true;
    }

    /// <summary>Leaves the 16-bit kernels out until what is returned is disposed of; null where they are not in use.</summary>
    public IDisposable? WithoutHalfTraining() => halfStep?.Pause();

    /// <summary>Logits N K H W of pictures N C H W; H and W divide by the product of the strides.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; asked between the convolutions of the plain network.</exception>
    public Tensor Forward(Tensor input, CancellationToken token = default) => Run(input, isDeep: false, token)[0];

    /// <summary>Logits at every decoder resolution, full resolution first, for deep supervision.</summary>
    public Tensor[] ForwardDeep(Tensor input) => Run(input, isDeep: true, CancellationToken.None);

    /// <summary>The encoder's output at every stage, full resolution first.</summary>
    public Tensor[] Encode(Tensor input) => Encoder.Forward(Checked(input), CancellationToken.None);

    private Tensor[] Run(Tensor input, bool isDeep, CancellationToken token)
    {
        using Scope scope = new();
        if (halfStep is { IsPaused: false } step && !input.RequiresGradient)
        {
            return Array.ConvertAll(step.Forward(Checked(input), isDeep), scope.Keep);
        }

        Tensor[] outputs = isFast
            ? Decoder.ForwardLazily(Encoder.ForwardLazily(Checked(input).Contiguous(MemoryFormat.ChannelsLast)), isDeep)
            : Decoder.Forward(Encoder.Forward(Checked(input), token), isDeep, token);
        return Array.ConvertAll(outputs, scope.Keep);
    }

    internal Tensor Checked(Tensor input)
    {
        input.Expect($"N {InputChannels} H W");
        for (int axis = 0; axis < 2; axis++)
        {
            long step = Architecture.Strides.Aggregate(1L, (product, stride) => product * stride[axis]);
            if (input.Length(axis + 2) % step != 0)
            {
                throw new ArgumentException($"the network halves its input to a {step}th; {input.Length(axis + 2)} pixels do not divide by {step}", nameof(input));
            }
        }

        return input;
    }
}
