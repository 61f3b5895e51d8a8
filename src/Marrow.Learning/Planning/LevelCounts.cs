using System.Runtime.InteropServices;

namespace Marrow.Learning;

/// <summary>How often each grey level occurs: a table for whole levels below 65536, a dictionary for all others.</summary>
internal sealed class LevelCounts
{
    private const int TableSize = 65536;

    private readonly long[] _whole = new long[TableSize];
    private readonly Dictionary<float, long> _others = [];

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            int level = (int)value;
            if ((uint)level < TableSize && level == value)
            {
                _whole[level]++;
            }
            else
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_others, value, out _)++;
            }
        }
    }

    /// <summary>The levels that occur, ascending, each with how many values are at or below it.</summary>
    public (float Value, long UpTo)[] Ranks()
    {
        long upTo = 0;
        return Enumerable.Range(0, TableSize).Where(level => _whole[level] > 0).Select(level => ((float)level, _whole[level]))
            .Concat(_others.Select(pair => (pair.Key, pair.Value)))
            .OrderBy(pair => pair.Item1)
            .Select(pair => (pair.Item1, upTo += pair.Item2))
            .ToArray();
    }
}
