using System.Collections;

namespace Marrow.Hematology;

/// <summary>
/// A closed ring of corners that keeps only the steps between them, in the largest unit that divides them all, each number in as few
/// groups of three bits as it needs. Where steps go along rows and columns in turn, as the outlines of pixels do, a step is one number:
/// about half a byte a corner instead of 8. Read from the front.
/// </summary>
internal sealed class CornerRing : IReadOnlyList<(int X, int Y)>
{
    private const int GroupBits = 3, More = 1 << GroupBits;

    private readonly (int X, int Y) _first;
    private readonly byte[] _steps;
    private readonly ushort _unit;

    // The first step's axis, 0 along the row; −1 where steps do not take turns and each is two numbers.
    private readonly sbyte _axis;

    /// <exception cref="ArgumentException">There is no corner.</exception>
    /// <exception cref="OverflowException">Two neighbours are more than 32,767 pixels apart.</exception>
    public CornerRing(IEnumerable<(int X, int Y)> corners)
    {
        ArgumentNullException.ThrowIfNull(corners);
        (int X, int Y)[] all = [.. corners];
        _first = all.Length > 0 ? all[0] : throw new ArgumentException("a ring has corners", nameof(corners));
        Count = all.Length;
        short[] across = new short[Count - 1], down = new short[Count - 1];
        int unit = 0;
        for (int i = 0; i < across.Length; i++)
        {
            (across[i], down[i]) = (checked((short)(all[i + 1].X - all[i].X)), checked((short)(all[i + 1].Y - all[i].Y)));
            unit = Divisor(Divisor(unit, Math.Abs((int)across[i])), Math.Abs((int)down[i]));
        }

        _unit = (ushort)Math.Max(1, unit);
        _axis = (sbyte)(TakesTurns(across, down) ? 0 : TakesTurns(down, across) ? 1 : -1);
        _steps = Pack(across, down);
    }

    public int Count { get; }

    /// <summary>The first is at hand; any other is walked to.</summary>
    public (int X, int Y) this[int index] => index == 0 ? _first : this.Skip(index).First();

    public IEnumerator<(int X, int Y)> GetEnumerator()
    {
        (int x, int y) = _first;
        yield return (x, y);
        for (int i = 0, at = 0; i < Count - 1; i++)
        {
            x += IsStored(i, 0) ? Next(ref at) : 0;
            y += IsStored(i, 1) ? Next(ref at) : 0;
            yield return (x, y);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True where every even step is along one axis alone and every odd one along the other.</summary>
    private static bool TakesTurns(short[] even, short[] odd)
    {
        for (int i = 0; i < even.Length; i++)
        {
            if ((i % 2 == 0 ? odd : even)[i] != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int Divisor(int a, int b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }

    private bool IsStored(int step, int axis) => _axis < 0 || (step + _axis) % 2 == axis;

    private byte[] Pack(short[] across, short[] down)
    {
        List<byte> groups = new(2 * across.Length);
        for (int i = 0; i < across.Length; i++)
        {
            if (IsStored(i, 0))
            {
                Add(groups, across[i] / _unit);
            }

            if (IsStored(i, 1))
            {
                Add(groups, down[i] / _unit);
            }
        }

        byte[] packed = new byte[(groups.Count + 1) / 2];
        for (int i = 0; i < groups.Count; i++)
        {
            packed[i / 2] |= (byte)(groups[i] << (i % 2 * 4));
        }

        return packed;
    }

    // The sign goes to the lowest bit; the highest of a group says that more follow.
    private static void Add(List<byte> groups, int step)
    {
        int rest = (step << 1) ^ (step >> 31);
        for (; rest >= More; rest >>= GroupBits)
        {
            groups.Add((byte)((rest & (More - 1)) | More));
        }

        groups.Add((byte)rest);
    }

    private int Next(ref int at)
    {
        int value = 0;
        for (int shift = 0; ; shift += GroupBits)
        {
            int group = (_steps[at / 2] >> (at % 2 * 4)) & 15;
            at++;
            value |= (group & (More - 1)) << shift;
            if (group < More)
            {
                return ((value >> 1) ^ -(value & 1)) * _unit;
            }
        }
    }
}
