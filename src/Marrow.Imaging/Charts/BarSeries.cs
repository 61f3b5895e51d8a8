namespace Marrow.Imaging;

/// <summary>One value for each category of a bar chart; null leaves the place empty.</summary>
public sealed record BarSeries(string Name, string Color, IReadOnlyList<double?> Values);
