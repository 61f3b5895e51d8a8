namespace Marrow.Torch;

/// <summary>Batch normalization with keys <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c> (C).</summary>
public sealed class BatchNormLayer : Layer
{
    public BatchNormLayer(long channels, double epsilon = 1e-5)
    {
        Statistics = new BatchStatistics(
            Weight("weight", channels), Weight("bias", channels), Buffer("running_mean", channels), Buffer("running_var", channels))
        {
            Epsilon = epsilon,
        };
        Initializer.FillConstant(Statistics.Weight, 1);
        Initializer.FillConstant(Statistics.Variance, 1);
    }

    public BatchStatistics Statistics { get; }

    /// <param name="isTraining">True takes the batch's own statistics and updates the running ones.</param>
    public Tensor Forward(Tensor input, bool isTraining) => input.NormalizeBatch(Statistics, isTraining);
}
