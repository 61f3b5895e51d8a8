namespace Marrow.Learning;

/// <summary>How much of what a row of windows leaves to the next waits in memory, and where the rest does.</summary>
/// <param name="Bytes">Of sums; of the picture's rows half as many, of labels an eighth.</param>
/// <param name="Folder">What is more lies in temporary files on this folder's disk.</param>
internal sealed record SpillLimit(long Bytes, string Folder)
{
    // Three labels by windows of 1,280 rows fill it where a picture is 24,000 pixels wide.
    private const long Usual = 192L << 20;

    /// <summary>The usual number of bytes, which ordinary pictures stay below.</summary>
    public static SpillLimit In(string folder) => new(Usual, folder);

    public SpillLimit Share(int divisor) => this with { Bytes = Bytes / divisor };
}
