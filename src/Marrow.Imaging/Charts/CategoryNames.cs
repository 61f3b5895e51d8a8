namespace Marrow.Imaging;

/// <summary>Makes names of places on an axis fit their room without making two of them alike.</summary>
internal static class CategoryNames
{
    /// <summary>
    /// Each name itself, or with its middle left out; where that would make different names alike, without what all of them begin and end with.
    /// </summary>
    public static IReadOnlyList<string> Fit(IReadOnlyList<string> names, TextStyle style, double width)
    {
        string[] shorter = [.. names.Select(name => style.Shorten(name, width))];
        if (shorter.Distinct(StringComparer.Ordinal).Count() == names.Distinct(StringComparer.Ordinal).Count())
        {
            return shorter;
        }

        int prefix = Common(names, (name, i) => name[i]);
        int suffix = Math.Min(Common(names, (name, i) => name[^(i + 1)]), names.Min(name => name.Length) - prefix);
        string[] cut = [];
        for (int from = 0; from <= prefix; from++)
        {
            cut = [.. names.Select(name => (from > 0 ? "…" : "") + name[from..^suffix] + (suffix > 0 ? "…" : ""))];
            if (cut.All(name => style.WidthOf(name) <= width))
            {
                return cut;
            }
        }

        return [.. cut.Select(name => style.Shorten(name, width))];
    }

    /// <summary>How many signs, counted by some order, all names share; half a surrogate pair is not one.</summary>
    private static int Common(IReadOnlyList<string> names, Func<string, int, char> sign)
    {
        int count = 0, limit = names.Min(name => name.Length);
        while (count < limit && names.All(name => sign(name, count) == sign(names[0], count)) && !char.IsSurrogate(sign(names[0], count)))
        {
            count++;
        }

        return count;
    }
}
