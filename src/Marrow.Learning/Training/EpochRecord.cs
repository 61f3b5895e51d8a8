namespace Marrow.Learning;

/// <summary>What one epoch gave.</summary>
/// <param name="Epoch">Counts from 0.</param>
/// <param name="LearningRate">The rate of its steps.</param>
/// <param name="TrainingLoss">Mean over its steps.</param>
/// <param name="ValidationLoss">Mean over its validation batches.</param>
/// <param name="PseudoDice">Dice of each foreground class or region, from counts pooled over the validation patches; null where the class occurs neither in truth nor in prediction.</param>
/// <param name="MovingDice">Exponential moving average (0.9 old, 0.1 new) of the mean pseudo-Dice; the best checkpoint has the highest.</param>
public sealed record EpochRecord(
    int Epoch, double LearningRate, double TrainingLoss, double ValidationLoss, IReadOnlyList<double?> PseudoDice, double MovingDice)
{
    /// <summary>Mean over the classes that occur, or null.</summary>
    public static double? MeanDice(IReadOnlyList<double?> dice) => dice.Average();

    /// <summary>The moving average after an epoch; the first epoch's mean starts it.</summary>
    public static double Move(double? before, IReadOnlyList<double?> dice)
    {
        double mean = MeanDice(dice) ?? 0;
        return before is { } earlier ? (0.9 * earlier) + (0.1 * mean) : mean;
    }
}
