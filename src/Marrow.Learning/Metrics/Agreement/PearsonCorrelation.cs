namespace Marrow.Learning;

/// <summary>Pearson's correlation with its two-sided p value and Fisher's interval (null below four pairs).</summary>
public sealed record PearsonCorrelation(double R, double RSquared, double P, ConfidenceInterval? Interval);
