namespace Marrow.Learning;

/// <summary>Student's t test of paired differences against 0 (two-sided).</summary>
public sealed record PairedTTest(double T, int DegreesOfFreedom, double P);
