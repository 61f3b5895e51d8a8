using System.Collections;

namespace Marrow.Hematology;

/// <summary>A closed ring of corners that keeps only the steps between them, 4 bytes a corner instead of 8; read from the front.</summary>
internal sealed class CornerRing : IReadOnlyList<(int X, int Y)>
{
    private readonly (int X, int Y) _first;
    private readonly (short X, short Y)[] _steps;

    /// <exception cref="ArgumentException">There is no corner.</exception>
    /// <exception cref="OverflowException">Two neighbours are more than 32,767 pixels apart.</exception>
    public CornerRing(IEnumerable<(int X, int Y)> corners)
    {
        ArgumentNullException.ThrowIfNull(corners);
        List<(short, short)> steps = [];
        (int X, int Y)? last = null;
        foreach ((int x, int y) in corners)
        {
            if (last is { } before)
            {
                steps.Add(checked(((short)(x - before.X), (short)(y - before.Y))));
            }
            else
            {
                _first = (x, y);
            }

            last = (x, y);
        }

        _steps = last is null ? throw new ArgumentException("a ring has corners", nameof(corners)) : [.. steps];
    }

    public int Count => _steps.Length + 1;

    /// <summary>The first is at hand; any other is walked to.</summary>
    public (int X, int Y) this[int index] => index == 0 ? _first : this.Skip(index).First();

    public IEnumerator<(int X, int Y)> GetEnumerator()
    {
        (int x, int y) = _first;
        yield return (x, y);
        foreach ((short stepX, short stepY) in _steps)
        {
            (x, y) = (x + stepX, y + stepY);
            yield return (x, y);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
