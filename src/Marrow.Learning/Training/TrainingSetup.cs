using Marrow.Imaging;
using Marrow.Models;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>Everything a training run works with.</summary>
public sealed record TrainingSetup
{
    public required TrainingOptions Options { get; init; }

    public required TrainingOrigin Origin { get; init; }

    public required UNetArchitecture Architecture { get; init; }

    public required LabelTable Labels { get; init; }

    /// <summary>The size that the network sees.</summary>
    public required PixelSize Patch { get; init; }

    /// <summary>Samples per step.</summary>
    public required int BatchSize { get; init; }

    public required IReadOnlyList<TrainingCase> Training { get; init; }

    public required IReadOnlyList<TrainingCase> Validation { get; init; }

    /// <summary>For each channel whether its black outside was left out of the scaling; null for none.</summary>
    public IReadOnlyList<bool>? UsesMask { get; init; }

    public bool HasBatchDice { get; init; } = true;

    public Device Device { get; init; } = Device.Cpu;

    /// <summary>Convolutions in bfloat16, sums and loss in float32.</summary>
    public bool HasMixedPrecision { get; init; }

    /// <summary>Values and gradients between the layers in 16-bit floats, weights and loss in float32. A step whose values do not fit is done in float32.</summary>
    public bool HasHalfPrecision { get; init; }

    /// <summary>With <see cref="HasHalfPrecision"/>: products of bfloat16, summed in 32 bits, by the processor's matrix unit (AMX).</summary>
    public bool UsesMatrixUnit { get; init; }

    /// <summary>Kernels of our own and channels last, where they fit; false takes libtorch's operators, channels first.</summary>
    public bool UsesFastKernels { get; init; } = true;

    internal int Channels => Training[0].Content.Channels;

    internal PatchSampler TrainingSampler() => new(Training, new Augmentation(Options.Augmentation, Patch, (true, true), UsesMask), Patch);

    internal PatchSampler ValidationSampler() => new(Validation, new Augmentation(AugmentationOptions.None, Patch, (false, false)), Patch);
}
