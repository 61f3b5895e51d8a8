namespace Marrow.Torch;

/// <summary>Multiplies the rate by a factor when a score that should rise has not done so for some epochs.</summary>
public sealed class PlateauSchedule(double rate, double factor = 0.1, int patience = 10)
{
    private double best = double.NegativeInfinity;
    private int waited;

    public double Rate { get; private set; } = rate;

    /// <summary>Takes the epoch's score and gives the rate of the next one.</summary>
    public double Next(double score)
    {
        if (score > best)
        {
            (best, waited) = (score, 0);
        }
        else if (++waited > patience)
        {
            (Rate, waited) = (Rate * factor, 0);
        }

        return Rate;
    }
}
