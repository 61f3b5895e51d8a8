using Marrow.Torch;

namespace Marrow.Tests;

/// <summary>A test of kernels for AVX-512: skipped with a reason where the CPU lacks it, never passed unrun.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FastFactAttribute : FactAttribute
{
    public FastFactAttribute() => Skip = KernelSkip.WithoutFast;
}

/// <inheritdoc cref="FastFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FastTheoryAttribute : TheoryAttribute
{
    public FastTheoryAttribute() => Skip = KernelSkip.WithoutFast;
}

/// <summary>A test of kernels in 16-bit floats: skipped with a reason where the CPU lacks AVX512-FP16, never passed unrun.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HalfFactAttribute : FactAttribute
{
    public HalfFactAttribute() => Skip = KernelSkip.WithoutHalf;
}

/// <inheritdoc cref="HalfFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HalfTheoryAttribute : TheoryAttribute
{
    public HalfTheoryAttribute() => Skip = KernelSkip.WithoutHalf;
}

/// <summary>A test of convolutions by the matrix unit: skipped with a reason where the CPU has none (AMX), never passed unrun.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MatrixFactAttribute : FactAttribute
{
    public MatrixFactAttribute() => Skip = KernelSkip.WithoutMatrixUnit;
}

/// <inheritdoc cref="MatrixFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MatrixTheoryAttribute : TheoryAttribute
{
    public MatrixTheoryAttribute() => Skip = KernelSkip.WithoutMatrixUnit;
}

internal static class KernelSkip
{
    public static string? WithoutFast => FastInference.IsAvailable ? null : "this CPU has no AVX-512";

    public static string? WithoutHalf => HalfInference.IsAvailable ? null : "this CPU has no AVX512-FP16";

    public static string? WithoutMatrixUnit => HalfInference.HasMatrixUnit ? null : "this CPU has no matrix unit for bfloat16 (AMX)";
}
