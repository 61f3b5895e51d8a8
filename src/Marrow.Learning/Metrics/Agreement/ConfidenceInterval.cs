namespace Marrow.Learning;

/// <summary>A range that covers the true value with the stated confidence.</summary>
public sealed record ConfidenceInterval(double Low, double High);
