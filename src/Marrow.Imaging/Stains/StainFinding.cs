namespace Marrow.Imaging;

/// <summary>What a measurement of stains came to: statistics, or the reason why there are none.</summary>
/// <param name="Statistics">Null exactly where <paramref name="Refusal"/> is not.</param>
/// <param name="Refusal">One lower-case phrase: <c>12 of 262144 pixels are tissue, too few to measure stains</c>.</param>
public sealed record StainFinding(StainStatistics? Statistics, string? Refusal)
{
    internal static StainFinding Of(StainStatistics statistics) => new(statistics, null);

    internal static StainFinding Refuse(string reason) => new(null, reason);
}
