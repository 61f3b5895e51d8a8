namespace Marrow.Hematology;

/// <summary>Counts marrow pixels by their distance to the nearest vacuole, so that the growth that gives an exact share can be read off.</summary>
internal sealed class FatHistogram
{
    private const float Lowest = -64;
    private const float BinsPerMicrometer = 512;
    private const int Bins = (int)((AdipocyteField.Far - Lowest) * BinsPerMicrometer) + 1;

    private readonly long[] _counts = new long[Bins];

    public void Add(float distance) => _counts[Math.Clamp((int)((distance - Lowest) * BinsPerMicrometer), 0, Bins - 1)]++;

    public void Add(FatHistogram other)
    {
        for (int i = 0; i < Bins; i++)
        {
            _counts[i] = checked(_counts[i] + other._counts[i]);
        }
    }

    /// <summary>The growth (µm) with which the share of fat comes closest to the wanted one, 0…1; exactly none at 0 and all at 1.</summary>
    public float GrowthFor(double share)
    {
        long wanted = (long)Math.Round(share * _counts.Sum());
        if (share <= 0)
        {
            return FieldGrid.Nowhere;
        }

        if (share >= 1)
        {
            return float.PositiveInfinity;
        }

        long below = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            long next = checked(below + _counts[bin]);
            if (next > wanted)
            {
                return Edge(next - wanted < wanted - below ? bin + 1 : bin);
            }

            below = next;
        }

        return Edge(Bins);
    }

    private static float Edge(int bin) => bin <= 0 ? float.NegativeInfinity : Lowest + (bin / BinsPerMicrometer);
}
