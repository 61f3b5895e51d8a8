using System.Collections;

namespace Marrow.Hematology;

/// <summary>
/// A closed ring of corners that keeps only the steps between them, each number in as few groups of seven bits as it needs: some 2 bytes
/// a corner instead of 8. Read from the front.
/// </summary>
internal sealed class CornerRing : IReadOnlyList<(int X, int Y)>
{
    private readonly (int X, int Y) _first;
    private readonly byte[] _steps;

    /// <exception cref="ArgumentException">There is no corner.</exception>
    /// <exception cref="OverflowException">Two neighbours are more than 32,767 pixels apart.</exception>
    public CornerRing(IEnumerable<(int X, int Y)> corners)
    {
        ArgumentNullException.ThrowIfNull(corners);
        List<byte> steps = [];
        (int X, int Y)? last = null;
        foreach ((int x, int y) in corners)
        {
            if (last is { } before)
            {
                Add(steps, checked((short)(x - before.X)));
                Add(steps, checked((short)(y - before.Y)));
            }
            else
            {
                _first = (x, y);
            }

            last = (x, y);
            Count++;
        }

        _steps = last is null ? throw new ArgumentException("a ring has corners", nameof(corners)) : [.. steps];
    }

    public int Count { get; }

    /// <summary>The first is at hand; any other is walked to.</summary>
    public (int X, int Y) this[int index] => index == 0 ? _first : this.Skip(index).First();

    public IEnumerator<(int X, int Y)> GetEnumerator()
    {
        (int x, int y) = _first;
        yield return (x, y);
        for (int at = 0; at < _steps.Length;)
        {
            x += Next(ref at);
            y += Next(ref at);
            yield return (x, y);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The sign goes to the lowest bit; the highest of a byte says that more follow.
    private static void Add(List<byte> steps, int step)
    {
        int rest = (step << 1) ^ (step >> 31);
        for (; rest >= 128; rest >>= 7)
        {
            steps.Add((byte)(rest | 128));
        }

        steps.Add((byte)rest);
    }

    private int Next(ref int at)
    {
        int value = 0, shift = 0;
        for (; _steps[at] >= 128; at++, shift += 7)
        {
            value |= (_steps[at] & 127) << shift;
        }

        value |= _steps[at++] << shift;
        return (value >> 1) ^ -(value & 1);
    }
}
