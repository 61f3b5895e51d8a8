namespace Marrow.Imaging;

/// <summary>What an axis says and, where wanted, its ends.</summary>
/// <param name="Title">Quantity and unit: <c>cellularity (%)</c>.</param>
/// <param name="Minimum">Fixed lower end; null takes it from the data.</param>
/// <param name="Maximum">Fixed upper end; null takes it from the data.</param>
public sealed record Axis(string Title, double? Minimum = null, double? Maximum = null)
{
    /// <summary>The scale for data of this range.</summary>
    internal AxisScale Scale(double low, double high)
    {
        double from = Minimum ?? low, to = Maximum ?? high;
        return Minimum is not null && Maximum is not null ? AxisScale.Exact(from, to) : AxisScale.Covering(from, to);
    }
}
