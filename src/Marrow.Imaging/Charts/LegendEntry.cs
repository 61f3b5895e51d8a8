namespace Marrow.Imaging;

/// <summary>One line of a legend: a swatch and its meaning.</summary>
public sealed record LegendEntry(string Name, string Color);
