namespace Marrow.Imaging;

/// <summary>The colours of all charts: a palette that colour-blind readers can tell apart (Okabe and Ito, 2008), and greys for the frame.</summary>
public static class ChartColors
{
    public const string Blue = "#0072b2";
    public const string Orange = "#e69f00";
    public const string Green = "#009e73";
    public const string Vermilion = "#d55e00";
    public const string Purple = "#cc79a7";
    public const string Sky = "#56b4e9";
    public const string Yellow = "#f0e442";
    public const string Ink = "#222222";
    public const string Muted = "#666666";
    public const string Grid = "#e4e4e4";

    private static readonly string[] Sequence = [Blue, Orange, Green, Vermilion, Purple, Sky, Yellow, Ink];

    /// <summary>The colour of the n-th series, counted from 0; repeats after eight.</summary>
    public static string Series(int index) => Sequence[index % Sequence.Length];
}
