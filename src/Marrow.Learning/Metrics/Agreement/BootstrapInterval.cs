namespace Marrow.Learning;

/// <summary>An interval from resampled pairs.</summary>
/// <param name="Method"><c>bca</c>: bias-corrected and accelerated (Efron 1987); <c>percentile</c> where the correction is undefined.</param>
public sealed record BootstrapInterval(double Low, double High, string Method);
