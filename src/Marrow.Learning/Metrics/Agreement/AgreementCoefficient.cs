namespace Marrow.Learning;

/// <summary>A coefficient of agreement with its interval (null where there is none).</summary>
public sealed record AgreementCoefficient(double Value, ConfidenceInterval? Interval);
