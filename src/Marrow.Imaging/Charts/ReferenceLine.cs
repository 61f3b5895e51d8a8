namespace Marrow.Imaging;

/// <summary>A dashed line across a chart with its meaning written beside it.</summary>
/// <param name="Value">On the axis that it crosses.</param>
/// <param name="IsVertical">True stands at an x value, false lies at a y value.</param>
public sealed record ReferenceLine(double Value, string Label, bool IsVertical, string Color = ChartColors.Muted);
