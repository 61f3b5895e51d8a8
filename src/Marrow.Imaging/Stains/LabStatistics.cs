namespace Marrow.Imaging;

/// <summary>Mean and standard deviation (of the population) of L*, a* and b*, in that order; CIELAB, D65, 2° observer.</summary>
public sealed record LabStatistics(double[] Means, double[] Deviations)
{
    internal bool IsUsable =>
        Means is { Length: 3 } && Deviations is { Length: 3 } && Means.All(double.IsFinite) && Deviations.All(value => value is > 0 and < 1000);
}
