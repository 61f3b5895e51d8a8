namespace Marrow.Torch;

/// <summary>Rises in a straight line for the warm-up, then falls along half a cosine to the floor (Loshchilov 2017).</summary>
public sealed record CosineSchedule(double Rate, int Steps, int WarmUp = 0, double Floor = 0)
{
    public double RateAt(int step)
    {
        if (step < WarmUp)
        {
            return Rate * (step + 1) / WarmUp;
        }

        double done = Math.Min(1, (double)(step - WarmUp) / Math.Max(1, Steps - WarmUp));
        return Floor + ((Rate - Floor) * 0.5 * (1 + Math.Cos(Math.PI * done)));
    }
}
