namespace Marrow.Torch;

/// <summary>First values of weights, drawn from the generator given.</summary>
public static class Initializer
{
    /// <summary>Normal with variance 2 / ((1 + slope²) · fan-in), for a leaky ReLU of that slope (He 2015). Fan-in is all but the first axis.</summary>
    public static void FillHeNormal(Tensor weight, double slope, Generator generator)
    {
        long fanIn = weight.Count / weight.Length(0);
        Fill(weight, values => values.FillNormal(0, Math.Sqrt(2 / ((1 + (slope * slope)) * fanIn)), generator));
    }

    public static void FillConstant(Tensor weight, double value) => Fill(weight, values => values.CopyFrom(Creation.Number(value)));

    private static void Fill(Tensor weight, Action<Tensor> fill)
    {
        using NoGradient noGradient = new();
        using Scope scope = new();
        fill(weight);
    }
}
