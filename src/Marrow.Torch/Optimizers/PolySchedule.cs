namespace Marrow.Torch;

/// <summary>rate · (1 − step / steps)^exponent, as nnU-Net anneals per epoch.</summary>
public sealed record PolySchedule(double Rate, int Steps, double Exponent = 0.9)
{
    public double RateAt(int step) => Rate * Math.Pow(1 - ((double)step / Steps), Exponent);
}
