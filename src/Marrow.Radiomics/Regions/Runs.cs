namespace Marrow.Radiomics;

/// <summary>Walks over the places of a row that hold one value, run by run.</summary>
internal static class Runs
{
    /// <summary>Finds the next run of a value.</summary>
    /// <param name="end">Where to look from, 0 at first; then the end of the run, which does not belong to it.</param>
    /// <param name="first">Where the run begins.</param>
    /// <returns>Whether there is one.</returns>
    public static bool Next<T>(ReadOnlySpan<T> row, T value, ref int end, out int first)
        where T : IEquatable<T>
    {
        int skipped = row[end..].IndexOf(value);
        first = end + skipped;
        if (skipped < 0)
        {
            return false;
        }

        int length = row[first..].IndexOfAnyExcept(value);
        end = length < 0 ? row.Length : first + length;
        return true;
    }
}
