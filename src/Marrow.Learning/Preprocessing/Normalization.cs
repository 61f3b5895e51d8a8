using System.Numerics.Tensors;

namespace Marrow.Learning;

/// <summary>How the grey levels of one channel are scaled before the network sees them; one of the few that nnU-Net's plans name.</summary>
public sealed record Normalization
{
    private const float SmallestDeviation = 1e-8f;

    private Normalization(string name, bool leavesOutsideAtZero = false) => (Name, LeavesOutsideAtZero) = (name, leavesOutsideAtZero);

    /// <summary>The name in the plans: <c>ZScoreNormalization</c>.</summary>
    public string Name { get; }

    /// <summary>True where pixels outside the non-zero part can stay 0 when only the inside is scaled.</summary>
    public bool LeavesOutsideAtZero { get; }

    /// <summary>Zero mean and unit deviation, picture by picture.</summary>
    public static Normalization ZScore { get; } = new("ZScoreNormalization", leavesOutsideAtZero: true);

    /// <summary>Eight-bit colour divided by 255.</summary>
    public static Normalization RgbTo01 { get; } = new("RGBTo01Normalization");

    /// <summary>Smallest value to 0, largest to 1, picture by picture.</summary>
    public static Normalization RescaleTo01 { get; } = new("RescaleTo01Normalization");

    /// <summary>Clipped to the data set's 0.5 and 99.5 percentiles, then its mean and deviation.</summary>
    public static Normalization Ct { get; } = new("CTNormalization");

    public static Normalization None { get; } = new("NoNormalization");

    /// <summary>The scaling that a channel's name in dataset.json asks for; z-score for every name without a meaning of its own.</summary>
    public static Normalization ForChannel(string channelName) => channelName.ToLowerInvariant() switch
    {
        "ct" => Ct,
        "nonorm" => None,
        "rescale_to_0_1" => RescaleTo01,
        "rgb_to_0_1" => RgbTo01,
        _ => ZScore,
    };

    /// <summary>The scaling of that name in plans.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static Normalization Named(string name) =>
        new[] { ZScore, RgbTo01, RescaleTo01, Ct, None }.FirstOrDefault(scheme => scheme.Name == name)
        ?? throw new InvalidDataException($"the plans ask for the normalization {name}, which is not built here");

    /// <summary>Scales one channel in place.</summary>
    /// <param name="values">The channel, row by row.</param>
    /// <param name="inside">1 where the pixel counts, or null for all; only z-score looks at it.</param>
    /// <param name="intensity">The data set's grey levels; only CT looks at them.</param>
    /// <exception cref="InvalidDataException">Colour outside 0–255 where 8-bit colour was promised.</exception>
    public void Apply(Span<float> values, ReadOnlySpan<byte> inside, ChannelIntensity intensity)
    {
        switch (Name)
        {
            case "ZScoreNormalization":
                ZScoreInPlace(values, inside);
                break;
            case "RGBTo01Normalization":
                DivideColour(values);
                break;
            case "RescaleTo01Normalization":
                Rescale(values);
                break;
            case "CTNormalization":
                Clip(values, intensity);
                break;
        }
    }

    private static void ZScoreInPlace(Span<float> values, ReadOnlySpan<byte> inside)
    {
        if (inside.IsEmpty)
        {
            Standardize(values);
            return;
        }

        var selected = new List<float>(values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            if (inside[i] != 0)
            {
                selected.Add(values[i]);
            }
        }

        float[] scaled = [.. selected];
        Standardize(scaled);
        for (int i = 0, next = 0; i < values.Length; i++)
        {
            if (inside[i] != 0)
            {
                values[i] = scaled[next++];
            }
        }
    }

    private static void Standardize(Span<float> values)
    {
        (float mean, float deviation) = SinglePrecision.MeanAndDeviation(values);
        float divisor = Math.Max(deviation, SmallestDeviation);
        TensorPrimitives.Subtract(values, mean, values);
        TensorPrimitives.Divide(values, divisor, values);
    }

    private static void DivideColour(Span<float> values)
    {
        foreach (ref float value in values)
        {
            if (value is < 0 or > 255)
            {
                throw new InvalidDataException($"rgb_to_0_1 promises 8-bit colour, but a sample is {value}");
            }

            value /= 255f;
        }
    }

    private static void Rescale(Span<float> values)
    {
        float smallest = TensorPrimitives.Min<float>(values);
        TensorPrimitives.Subtract(values, smallest, values);
        float largest = Math.Max(TensorPrimitives.Max<float>(values), SmallestDeviation);
        TensorPrimitives.Divide(values, largest, values);
    }

    private static void Clip(Span<float> values, ChannelIntensity intensity)
    {
        float mean = (float)intensity.Mean, divisor = Math.Max((float)intensity.StandardDeviation, SmallestDeviation);
        foreach (ref float value in values)
        {
            value = (Math.Clamp(value, (float)intensity.Percentile005, (float)intensity.Percentile995) - mean) / divisor;
        }
    }
}
