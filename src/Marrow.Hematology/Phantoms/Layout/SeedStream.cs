namespace Marrow.Hematology;

/// <summary>
/// Random numbers that are the same on every machine and in every version: SplitMix64 (Steele, Lea and Flood 2014).
/// A stream per place (see <see cref="At"/>) makes drawing independent of order and threads.
/// </summary>
internal struct SeedStream(ulong state)
{
    private ulong _state = state;

    /// <summary>The stream that belongs to a place or an object.</summary>
    public static SeedStream At(long seed, long a, long b = 0, long c = 0)
    {
        ulong key = Mix((ulong)seed + 0x9E3779B97F4A7C15);
        key = Mix(key ^ ((ulong)a * 0xC2B2AE3D27D4EB4F));
        key = Mix(key ^ ((ulong)b * 0x165667B19E3779F9));
        return new SeedStream(Mix(key ^ ((ulong)c * 0x27D4EB2F165667C5)));
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Unit());

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
