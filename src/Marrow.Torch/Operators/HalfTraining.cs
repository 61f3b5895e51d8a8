namespace Marrow.Torch;

/// <summary>
/// A plain U-Net's training step in 16-bit floats on CPUs with AVX512-FP16 (native/half_network.cpp): values and gradients in between are 16-bit floats
/// under powers of two, weights and their gradients float32 (Micikevicius 2018). Where something does not fit 16 bits, gradients are not finite.
/// </summary>
public static class HalfTraining
{
    private static readonly Operator StepOperator = new("marrow::train_half");

    /// <summary>True where this CPU can run it.</summary>
    public static bool IsAvailable => HalfInference.IsAvailable;

    /// <summary>Logits N K H W, full resolution first; with <paramref name="isDeep"/> those of every decoder stage.</summary>
    /// <param name="picture">N C H W, float32; it gets no gradient.</param>
    /// <param name="weights">
    /// Layer by layer: of a block kernel, gamma, beta; of an enlargement and of a head kernel, bias. Each decoder stage is an enlargement, its blocks, its head.
    /// </param>
    /// <param name="blocks">How many stages the encoder has, the blocks of each, and those of the decoder's stages, the coarsest first.</param>
    /// <param name="usesMatrixUnit">Products of bfloat16 by the processor's matrix unit (<see cref="HalfInference.HasMatrixUnit"/>) instead of 16-bit floats.</param>
    public static Tensor[] Forward(Tensor picture, Tensor[] weights, long[] blocks, double slope, double epsilon, bool isDeep, bool usesMatrixUnit) =>
        [.. StepOperator.CallMany(picture, weights, blocks, slope, epsilon, isDeep, usesMatrixUnit).OfType<Tensor>()];
}
