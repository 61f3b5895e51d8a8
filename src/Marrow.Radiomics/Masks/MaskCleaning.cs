using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>
/// Mends a mask, in this order: close gaps, smooth the outline, fill holes, drop specks. The result is a mask again, also after smoothing
/// (system 002 left grey edges there). The defaults do nothing.
/// </summary>
public sealed record MaskCleaning
{
    /// <summary>Radius of the closing disc in pixels, 0 to 100; 2 is about system 002's 5×5 square. 0 closes nothing.</summary>
    public double CloseRadius
    {
        get;
        init => field = value is >= 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(CloseRadius), value, "the closing radius must be between 0 and 100 pixels");
    }

    /// <summary>Standard deviation in pixels, 0 to 100, of the Gaussian that smooths the outline; inside is where at least half remains. 0 smooths nothing; 3 is system 002's.</summary>
    public double SmoothSigma
    {
        get;
        init => field = value is >= 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(SmoothSigma), value, "the smoothing must be between 0 and 100 pixels");
    }

    /// <summary>Whether holes become inside.</summary>
    public bool FillHoles { get; init; }

    /// <summary>8-connected parts of fewer pixels are dropped; 0 drops none.</summary>
    public long MinimumArea
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumArea), value, "the minimum area must not be negative");
    }

    public Mask Clean(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        Mask clean = CloseRadius > 0 ? BinaryMorphology.Close(mask, CloseRadius) : mask;
        clean = SmoothSigma > 0 ? Smooth(clean) : clean;
        clean = FillHoles ? HoleFilling.Fill(clean) : clean;
        return MinimumArea > 1 ? DropSpecks(clean) : clean;
    }

    private Mask Smooth(Mask mask)
    {
        float[] smooth = GaussianFilter.Smooth(Array.ConvertAll(mask.Values, value => (float)value), mask.Size, SmoothSigma);
        return new Mask(mask.Width, mask.Height, Array.ConvertAll(smooth, value => value >= 0.5f ? (byte)1 : (byte)0));
    }

    private Mask DropSpecks(Mask mask)
    {
        (LabelMap labels, int count) = ConnectedComponents.Label(mask);
        long[] areas = new long[count + 1];
        foreach (int label in labels.Labels)
        {
            areas[label]++;
        }

        return new Mask(mask.Width, mask.Height, Array.ConvertAll(labels.Labels, label => label > 0 && areas[label] >= MinimumArea ? (byte)1 : (byte)0));
    }
}
