using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Pixels counted by compartment, and the grey levels of marrow; windows' tallies add up to the slide's.</summary>
internal sealed class Tally
{
    private readonly long[] compartments = new long[8];

    /// <summary>Grey levels of haematopoietic and fat pixels.</summary>
    public GrayHistogram Marrow { get; } = new();

    /// <summary>Grey levels of fat pixels.</summary>
    public GrayHistogram Fat { get; } = new();

    /// <summary>Grey levels of haematopoietic pixels that touch fat, within a few µm.</summary>
    public GrayHistogram BesideFat { get; } = new();

    public CompartmentCounts Counts => new(
        compartments[(int)Compartment.Haematopoietic],
        compartments[(int)Compartment.Fat],
        compartments[(int)Compartment.Bone],
        compartments[(int)Compartment.Glass],
        compartments[(int)Compartment.Excluded]);

    public void Add(int label, int gray, long count)
    {
        compartments[label] = checked(compartments[label] + count);
        if (label is (byte)Compartment.Haematopoietic or (byte)Compartment.Fat)
        {
            Marrow.Add(gray, count);
            if (label == (byte)Compartment.Fat)
            {
                Fat.Add(gray, count);
            }
        }
    }

    /// <summary>Adds the grey levels of a marrow region that a threshold splits; the other pixels are outside.</summary>
    public void AddSplit(GrayHistogram region, int threshold, long pixels)
    {
        long fat = region.CountAbove(threshold), all = region.Total;
        compartments[(int)Compartment.Outside] += pixels - all;
        compartments[(int)Compartment.Haematopoietic] += all - fat;
        compartments[(int)Compartment.Fat] += fat;
        Marrow.Add(region);
        for (int level = threshold + 1; level < 256; level++)
        {
            Fat.Add(level, region[level]);
        }
    }

    public void Add(Tally other)
    {
        for (int i = 0; i < compartments.Length; i++)
        {
            compartments[i] = checked(compartments[i] + other.compartments[i]);
        }

        Marrow.Add(other.Marrow);
        Fat.Add(other.Fat);
        BesideFat.Add(other.BesideFat);
    }
}
