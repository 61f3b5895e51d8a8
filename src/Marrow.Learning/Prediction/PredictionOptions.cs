using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>How pictures are predicted.</summary>
public sealed record PredictionOptions
{
    private readonly double _step = 0.5;
    private readonly int _threads = 2;
    private readonly int _level;

    /// <summary>Largest spacing of windows as a share of their size, above 0 and at most 1; half by default, as nnU-Net.</summary>
    public double Step
    {
        get => _step;
        init => _step = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Step), $"the step must be above 0 and at most 1, got {value}");
    }

    /// <summary>Whether every window is also predicted mirrored, over the axes that the model was trained with; four times the work.</summary>
    public bool HasMirroring { get; init; } = true;

    /// <summary>32-bit networks and the reference's own rounding of sums to 16 bits, so that label maps equal nnU-Net's on the CPU.</summary>
    public bool IsExact { get; init; }

    /// <summary>Predict in 16-bit brain floats: faster where the processor has them, a few pixels of difference; not with <see cref="IsExact"/>.</summary>
    public bool UsesBrainFloat { get; init; }

    /// <summary>Whether windows without any tissue are left out and glass is called background. Off by default, as nnU-Net.</summary>
    public bool SkipsGlass { get; init; }

    /// <summary>Which level of a slide is predicted, 0 the finest.</summary>
    public int Level
    {
        get => _level;
        init => _level = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Level), $"the level must be 0 or more, got {value}");
    }

    /// <summary>Processor threads for the networks, 1 to 256.</summary>
    public int Threads
    {
        get => _threads;
        init => _threads = value is >= 1 and <= 256 ? value : throw new ArgumentOutOfRangeException(nameof(Threads), $"threads must be 1 to 256, got {value}");
    }

    /// <summary>Whether kernels of our own are used where they fit (AVX-512, channels in 32s); logits differ by rounding alone, about 1e-3.</summary>
    public bool UsesFastKernels { get; init; } = true;

    /// <summary>
    /// Whether those kernels compute in 16-bit floats where the processor has AVX512-FP16 and the network fits: faster and in half the memory;
    /// about one pixel in several thousand gets another label.
    /// </summary>
    public bool UsesHalf { get; init; } = true;

    /// <summary>Whether wide networks then go by the processor's matrix unit where it has one (AMX): quicker, and as many labels are kept.</summary>
    public bool UsesMatrixUnit { get; init; } = true;

    /// <summary>Whether a model is predicted in 32 bits unless its card says that 16-bit floats keep its labels.</summary>
    public bool HeedsAgreement { get; init; } = true;

    public Device Device { get; init; } = Device.Cpu;
}
