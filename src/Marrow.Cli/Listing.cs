namespace Marrow.Cli;

/// <summary>How many there are, and which, in one line.</summary>
internal static class Listing
{
    private const int Shown = 5;

    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    /// <summary>The first few names, and how many more there are.</summary>
    public static string Of(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");
}
