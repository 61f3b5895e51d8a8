namespace Marrow.Learning;

/// <summary>
/// The constants by which an experiment is planned: which network, how deep its stages, and which amount of activations fits which memory.
/// Values as published with nnU-Net 2 (Isensee et al., 2021; residual presets: Isensee et al., 2024).
/// </summary>
public sealed record PlanPreset
{
    /// <summary>nnU-Net's own name of the planner, written into the plans.</summary>
    public required string PlannerName { get; init; }

    /// <summary>The plans' name and their file's name without ending.</summary>
    public required string PlansName { get; init; }

    public required bool IsResidual { get; init; }

    /// <summary>How many activations a batch of two (default) or twelve (residual) may take at <see cref="ReferenceMemory"/>.</summary>
    public required double ReferenceActivations { get; init; }

    /// <summary>Graphics memory in GB that the reference stands for; also the default memory.</summary>
    public required double ReferenceMemory { get; init; }

    /// <summary>Largest share of the data set's pixels in one batch, 0 to 1.</summary>
    public required double LargestShareInBatch { get; init; }

    public static PlanPreset Default { get; } = new()
    {
        PlannerName = "ExperimentPlanner",
        PlansName = "nnUNetPlans",
        IsResidual = false,
        ReferenceActivations = 85_000_000,
        ReferenceMemory = 8,
        LargestShareInBatch = 0.05,
    };

    public static PlanPreset ResidualM { get; } = Residual("M", 135_000_000, 8);

    public static PlanPreset ResidualL { get; } = Residual("L", 380_000_000, 24);

    public static PlanPreset ResidualXL { get; } = Residual("XL", 560_000_000, 40);

    /// <summary>Finds a preset by the name used on the command line.</summary>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static PlanPreset Named(string name) => name switch
    {
        "default" => Default,
        "resenc-m" => ResidualM,
        "resenc-l" => ResidualL,
        "resenc-xl" => ResidualXL,
        _ => throw new ArgumentException($"there is no preset {name}; there are default, resenc-m, resenc-l and resenc-xl"),
    };

    /// <summary>Convolutions (plain) or residual blocks in an encoder stage, counted from 0.</summary>
    internal int EncoderDepth(int stage) => IsResidual ? stage switch { 0 => 1, 1 => 3, 2 => 4, _ => 6 } : 2;

    internal int DecoderDepth => IsResidual ? 1 : 2;

    // Residual plans read the same preprocessed pictures as the default ones.
    internal string DataIdentifier => IsResidual ? "nnUNetPlans_2d" : $"{PlansName}_2d";

    private static PlanPreset Residual(string size, double activations, double memory) => new()
    {
        PlannerName = $"nnUNetPlannerResEnc{size}",
        PlansName = $"nnUNetResEncUNet{size}Plans",
        IsResidual = true,
        ReferenceActivations = activations,
        ReferenceMemory = memory,
        LargestShareInBatch = 1,
    };
}
