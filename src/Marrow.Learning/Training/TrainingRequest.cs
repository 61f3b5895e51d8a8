using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>Which network to train on what.</summary>
public sealed record TrainingRequest
{
    public required TrainingOptions Options { get; init; }

    /// <summary>The plans file in the preprocessed folder, without ending.</summary>
    public string Plans { get; init; } = "nnUNetPlans";

    /// <summary>The plans' configuration.</summary>
    public string Configuration { get; init; } = "2d";

    /// <summary>Which fold is judged on, from 0; null trains on all cases and judges on the same.</summary>
    public int? Fold { get; init; } = 0;

    /// <summary>A checkpoint of the same network whose weights a new run starts from; null starts from random ones.</summary>
    public string? Weights { get; init; }

    public Device Device { get; init; } = Device.Cpu;

    /// <summary>Convolutions in bfloat16, sums and loss in float32.</summary>
    public bool HasMixedPrecision { get; init; }

    /// <summary>
    /// Values and gradients between the layers in 16-bit floats under powers of two (<see cref="HalfTraining"/>), weights and loss in float32; for plain
    /// networks on CPUs with AVX512-FP16.
    /// </summary>
    public bool HasHalfPrecision { get; init; }

    /// <summary>With <see cref="HasHalfPrecision"/>: products of bfloat16, summed in 32 bits, by the processor's matrix unit (AMX).</summary>
    public bool UsesMatrixUnit { get; init; }

    internal string Precision => UsesMatrixUnit ? "amx" : HasHalfPrecision ? "float16" : HasMixedPrecision ? "bfloat16" : "float32";
}
