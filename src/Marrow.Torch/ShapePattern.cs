namespace Marrow.Torch;

/// <summary>Holds a shape against a written pattern such as <c>N 3 S S</c>.</summary>
internal static class ShapePattern
{
    public static bool Matches(string pattern, ReadOnlySpan<long> shape)
    {
        string[] words = pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != shape.Length)
        {
            return false;
        }

        Dictionary<string, long> lengths = [];
        for (int i = 0; i < words.Length; i++)
        {
            if (!Fits(words[i], shape[i], lengths))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Fits(string word, long length, Dictionary<string, long> lengths)
    {
        if (word == "_")
        {
            return true;
        }

        if (long.TryParse(word, out long wanted))
        {
            return wanted == length;
        }

        return lengths.TryAdd(word, length) || lengths[word] == length;
    }
}
