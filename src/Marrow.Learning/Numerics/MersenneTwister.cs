using System.Runtime.CompilerServices;

namespace Marrow.Learning;

/// <summary>
/// The generator MT19937 (Matsumoto and Nishimura 1998) with the draws of NumPy's RandomState,
/// so that splits and samples equal those of the reference for the same seed.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624, Middle = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (int i = 1; i < Size; i++)
        {
            _state[i] = unchecked((1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i);
        }
    }

    private MersenneTwister(MersenneTwister other)
    {
        other._state.CopyTo(_state, 0);
        _next = other._next;
    }

    /// <summary>A second generator that goes on from the same place.</summary>
    public MersenneTwister Fork() => new(this);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint NextUInt32()
    {
        uint[] state = _state;
        if ((uint)_next >= (uint)state.Length)
        {
            Refill();
        }

        uint y = state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    /// <summary>Fills with whole numbers from 0 to <paramref name="largest"/>, both included; the same as one <see cref="NextUpTo"/> each.</summary>
    public void FillUpTo(uint largest, Span<uint> values)
    {
        if (largest == 0)
        {
            values.Clear();
            return;
        }

        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(largest);
        for (int i = 0; i < values.Length;)
        {
            uint value = NextUInt32() & mask;
            values[i] = value;
            i += value <= largest ? 1 : 0;
        }
    }

    /// <summary>A whole number from 0 to <paramref name="largest"/>, both included, by drawing bits until they fit.</summary>
    public uint NextUpTo(uint largest)
    {
        if (largest == 0)
        {
            return 0;
        }

        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(largest);
        uint value;
        do
        {
            value = NextUInt32() & mask;
        }
        while (value > largest);
        return value;
    }

    /// <summary>Puts the values in random order, from the last place down.</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = (int)NextUpTo((uint)i);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>The numbers 0 … count−1 in random order.</summary>
    public int[] Permutation(int count)
    {
        int[] order = Enumerable.Range(0, count).ToArray();
        Shuffle(order.AsSpan());
        return order;
    }

    private void Refill()
    {
        uint[] state = _state;
        for (int i = 0; i < Size - Middle; i++)
        {
            state[i] = Twist(state[i], state[i + 1], state[i + Middle]);
        }

        for (int i = Size - Middle; i < Size - 1; i++)
        {
            state[i] = Twist(state[i], state[i + 1], state[i + Middle - Size]);
        }

        state[Size - 1] = Twist(state[Size - 1], state[0], state[Middle - 1]);
        _next = 0;
    }

    private static uint Twist(uint upper, uint lower, uint far)
    {
        uint y = (upper & 0x80000000u) | (lower & 0x7fffffffu);
        return far ^ (y >> 1) ^ ((0u - (y & 1)) & 0x9908b0dfu);
    }
}
