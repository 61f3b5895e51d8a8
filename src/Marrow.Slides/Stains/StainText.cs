using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Words for stain settings in messages and on the contact sheet.</summary>
internal static class StainText
{
    public static string Name(StainStatistics statistics) => Name(statistics.Method, statistics.Convention);

    public static string Name(StainOptions options) => Name(options.Method, options.Convention);

    /// <summary>Vectors to three places and maxima to two, or Lab means and deviations to one: a line each.</summary>
    public static IEnumerable<string> Lines(StainStatistics statistics)
    {
        (string first, string second) = PublishedStains.Names(statistics.Stains);
        if (statistics is { First: { } a, Second: { } b, Maxima: { } maxima })
        {
            yield return $"{first} {a.R:F3} {a.G:F3} {a.B:F3}, 99th percentile {maxima[0]:F2}";
            yield return $"{second} {b.R:F3} {b.G:F3} {b.B:F3}, 99th percentile {maxima[1]:F2}";
        }

        if (statistics.Lab is { } lab)
        {
            yield return $"mean L*a*b* {lab.Means[0]:F1} {lab.Means[1]:F1} {lab.Means[2]:F1}";
            yield return $"deviation {lab.Deviations[0]:F1} {lab.Deviations[1]:F1} {lab.Deviations[2]:F1}";
        }
    }

    private static string Name(StainMethod method, StainConvention convention) =>
        convention == StainConvention.Standard ? method.ToString().ToLowerInvariant() : $"{method} ({convention})".ToLowerInvariant();
}
