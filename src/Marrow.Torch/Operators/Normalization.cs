namespace Marrow.Torch;

/// <summary>Shift and scale to mean 0 and deviation 1, over one picture, a batch or a token.</summary>
public static class Normalization
{
    private static readonly Operator InstanceOperator = new("aten::instance_norm");
    private static readonly Operator BatchOperator = new("aten::batch_norm");
    private static readonly Operator LayerOperator = new("aten::layer_norm");

    /// <summary>Over the pixels of each picture and channel (Ulyanov 2016); N C H W.</summary>
    public static Tensor NormalizeInstance(this Tensor input, Tensor? weight, Tensor? bias, double epsilon = 1e-5) =>
        InstanceOperator.Call(input, weight, bias, Argument.None, Argument.None, true, 0.1, epsilon, true);

    /// <summary>Over the pixels of all pictures of each channel (Ioffe 2015), with the running statistics given.</summary>
    public static Tensor NormalizeBatch(this Tensor input, BatchStatistics statistics, bool isTraining) =>
        BatchOperator.Call(
            input, statistics.Weight, statistics.Bias, statistics.Mean, statistics.Variance, isTraining, statistics.Momentum, statistics.Epsilon, true);

    /// <summary>Over the last axis (Ba 2016).</summary>
    public static Tensor NormalizeLayer(this Tensor input, Tensor weight, Tensor bias, double epsilon = 1e-5) =>
        LayerOperator.Call(input, new[] { input.Length(-1) }, weight, bias, epsilon, true);
}
