namespace Marrow.Cli;

/// <summary>Many names in one line: the first few, and how many more there are.</summary>
internal static class Listing
{
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private const int Shown = 5;

    public static string Of(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");
}
