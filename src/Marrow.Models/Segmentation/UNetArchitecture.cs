using System.Text.Json;
using Marrow.Torch;

namespace Marrow.Models;

/// <summary>
/// The shape of a two-dimensional U-Net as nnU-Net's plans describe it (<c>architecture</c> in <c>nnUNetPlans.json</c>; Isensee 2021, 2024).
/// Lists go from the full resolution down.
/// </summary>
public sealed record UNetArchitecture
{
    /// <summary>Channels of each encoder stage.</summary>
    public required int[] Features { get; init; }

    /// <summary>Rows and columns of the convolution window of each stage; odd.</summary>
    public required long[][] Windows { get; init; }

    /// <summary>Steps of the first convolution of each stage.</summary>
    public required long[][] Strides { get; init; }

    /// <summary>Convolutions (plain) or residual blocks (residual encoder) of each encoder stage.</summary>
    public required int[] EncoderBlocks { get; init; }

    /// <summary>Convolutions of each decoder stage, which go from the coarsest up (all presets have them equal).</summary>
    public required int[] DecoderConvolutions { get; init; }

    /// <summary>True for ResidualEncoderUNet, false for PlainConvUNet.</summary>
    public bool HasResidualEncoder { get; init; }

    public bool HasBias { get; init; } = true;

    /// <summary>Added to the variance in instance normalization.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Slope of the leaky ReLU below zero.</summary>
    public double Slope { get; init; } = 0.01;

    public int Stages => Features.Length;

    /// <summary>Reads the <c>architecture</c> object of a plans file.</summary>
    /// <exception cref="CheckpointException">Another network, three dimensions, or parts that nnU-Net's presets do not use.</exception>
    public static UNetArchitecture Read(JsonElement architecture) => ArchitectureReader.Read(architecture);
}
