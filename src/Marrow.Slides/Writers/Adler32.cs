namespace Marrow.Slides;

/// <summary>The check sum of zlib streams (RFC 1950): two sums modulo 65,521, and how those of two parts join.</summary>
internal readonly record struct Adler32(uint Low, uint High)
{
    private const uint Prime = 65521;

    // The most bytes that 32 bits add up without a remainder taken (RFC 1950's NMAX).
    private const int Block = 5552;

    /// <summary>Of no bytes.</summary>
    public static Adler32 Empty { get; } = new(1, 0);

    public uint Value => (High << 16) | Low;

    public static Adler32 Of(ReadOnlySpan<byte> bytes)
    {
        uint low = 1, high = 0;
        for (int from = 0; from < bytes.Length; from += Block)
        {
            foreach (byte value in bytes.Slice(from, Math.Min(Block, bytes.Length - from)))
            {
                low += value;
                high += low;
            }

            low %= Prime;
            high %= Prime;
        }

        return new Adler32(low, high);
    }

    /// <summary>Of these bytes with others after them.</summary>
    public Adler32 Then(Adler32 next, int nextBytes) => new(
        (Low + next.Low + Prime - 1) % Prime,
        (uint)((High + next.High + ((ulong)(nextBytes % Prime) * (Low + Prime - 1))) % Prime));
}
