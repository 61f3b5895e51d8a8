using System.Numerics;

namespace Marrow.Learning;

/// <summary>
/// A reproducible stream of random numbers, keyed so that every sample of every iteration has its own:
/// the values do not depend on which thread draws them or on what was drawn before a resume.
/// Generator: xoshiro256** seeded through splitmix64 (Blackman and Vigna, 2018).
/// </summary>
public sealed class RandomSource
{
    private ulong a, b, c, d;
    private double? spareNormal;

    /// <summary>The stream of a key; equal keys give equal streams.</summary>
    /// <param name="seed">The run's random seed.</param>
    /// <param name="key">What the stream is for: epoch, iteration, sample …</param>
    public RandomSource(ulong seed, params ReadOnlySpan<int> key)
    {
        ulong state = seed;
        foreach (int part in key)
        {
            state = Scramble(state) ^ unchecked((ulong)part * 0x9E3779B97F4A7C15UL);
        }

        a = Scramble(state);
        b = Scramble(a + 1);
        c = Scramble(b + 2);
        d = Scramble(c + 3);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(b * 5, 7) * 9, shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>A uniform number in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in [low, high).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A uniform whole number in [low, high).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public int Integer(int low, int high)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(low, high);
        return low + (int)Math.BigMul(NextBits(), (ulong)((long)high - low), out _);
    }

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>A standard normal number (Marsaglia's polar method).</summary>
    public double Normal()
    {
        if (spareNormal is { } spare)
        {
            spareNormal = null;
            return spare;
        }

        double x, y, square;
        do
        {
            x = Uniform(-1, 1);
            y = Uniform(-1, 1);
            square = (x * x) + (y * y);
        }
        while (square >= 1 || square == 0);
        double factor = Math.Sqrt(-2 * Math.Log(square) / square);
        spareNormal = y * factor;
        return x * factor;
    }

    private static ulong Scramble(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
