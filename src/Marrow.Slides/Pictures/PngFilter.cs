namespace Marrow.Slides;

/// <summary>Undoes the row filters of PNG for pixels of one byte or less (W3C PNG, section 9).</summary>
internal static class PngFilter
{
    /// <exception cref="InvalidDataException">There is no such filter.</exception>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        if (filter is < 0 or > 4)
        {
            throw new InvalidDataException($"filter {filter}");
        }

        for (int x = 0; x < row.Length && filter != 0; x++)
        {
            int left = x > 0 ? row[x - 1] : 0, up = above[x], corner = x > 0 ? above[x - 1] : 0;
            row[x] += (byte)(filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => Paeth(left, up, corner),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up), toCorner = Math.Abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
