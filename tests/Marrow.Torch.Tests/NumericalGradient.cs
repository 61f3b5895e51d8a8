namespace Marrow.Torch.Tests;

/// <summary>Holds a backward pass against central differences in float64.</summary>
internal static class NumericalGradient
{
    private const double Step = 1e-5;

    /// <summary>Central differences of a smooth function in float64 are good to about 1e-9; kinks are avoided by the inputs.</summary>
    private const double Tolerance = 1e-6;

    /// <summary>Checks the derivative of a weighted sum of the output by every element of every input (Float64 leaves).</summary>
    public static void Check(Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        using Generator generator = new(11);
        Tensor weights = Creation.Zeros(function(inputs).Shape, ElementType.Float64).FillUniform(0.5, 1.5, generator);
        foreach (Tensor input in inputs)
        {
            input.RequiresGradient = true;
        }

        function(inputs).Multiply(weights).Sum().Backward();
        foreach (Tensor input in inputs)
        {
            CheckOne(() => function(inputs).Multiply(weights).Sum().Item(), input);
        }
    }

    public static Tensor Input(int seed, params long[] shape)
    {
        using Generator generator = new(seed);
        return Creation.Zeros(shape, ElementType.Float64).FillNormal(0, 1, generator);
    }

    private static void CheckOne(Func<double> value, Tensor input)
    {
        double[] gradient = input.Gradient!.ToArray<double>();
        for (int i = 0; i < gradient.Length; i++)
        {
            double held = input.Memory<double>()[i];
            input.Memory<double>()[i] = held + Step;
            double above = value();
            input.Memory<double>()[i] = held - Step;
            double below = value();
            input.Memory<double>()[i] = held;
            Assert.Equal((above - below) / (2 * Step), gradient[i], Tolerance * (1 + Math.Abs(gradient[i])));
        }
    }
}
