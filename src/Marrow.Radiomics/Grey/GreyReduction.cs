using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>Turns pictures into grey values to measure.</summary>
public static class GreyReduction
{
    /// <summary>Reduces an RGB picture.</summary>
    /// <exception cref="ArgumentException">The picture does not have three channels.</exception>
    public static GreyPicture Reduce(Raster<byte> rgb, GreyReductionKind kind)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        if (rgb.Channels != 3)
        {
            throw new ArgumentException($"a colour picture has three channels, this one {rgb.Channels}", nameof(rgb));
        }

        var grey = new Raster<double>(rgb.Width, rgb.Height, 1);
        Func<byte, byte, byte, double> reduce = Function(kind);
        for (int i = 0; i < grey.Samples.Length; i++)
        {
            grey.Samples[i] = reduce(rgb.Samples[3 * i], rgb.Samples[(3 * i) + 1], rgb.Samples[(3 * i) + 2]);
        }

        return new GreyPicture(grey, Name(kind));
    }

    /// <summary>Takes samples as they are: 16-bit and float pictures with one channel.</summary>
    /// <exception cref="ArgumentException">The picture has several channels.</exception>
    public static GreyPicture Samples(Raster<float> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return samples.Channels == 1
            ? new GreyPicture(new Raster<double>(samples.Width, samples.Height, 1, Array.ConvertAll(samples.Samples, value => (double)value)), "samples")
            : throw new ArgumentException($"a picture of {samples.Channels} channels must be reduced to grey explicitly", nameof(samples));
    }

    /// <summary>The planes of a volume, as they are.</summary>
    public static IReadOnlyList<GreyPicture> Planes(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var spacing = new PixelSpacing(volume.Spacing.X, volume.Spacing.Y, volume.Spacing.Z);
        return Enumerable.Range(0, volume.Depth)
            .Select(z => Samples(new Raster<float>(volume.Width, volume.Height, 1, volume.Plane(z).ToArray())) with { Spacing = spacing }).ToArray();
    }

    /// <summary>The name that stands in outputs and on the command line.</summary>
    public static string Name(GreyReductionKind kind) => kind switch
    {
        GreyReductionKind.Luma => "luma",
        GreyReductionKind.OpticalDensity => "optical-density",
        GreyReductionKind.Red => "red",
        GreyReductionKind.Green => "green",
        GreyReductionKind.Blue => "blue",
        GreyReductionKind.Haematoxylin => "haematoxylin",
        GreyReductionKind.Eosin => "eosin",
        GreyReductionKind.GiemsaAzure => "giemsa-azure",
        GreyReductionKind.GiemsaEosin => "giemsa-eosin",
        GreyReductionKind.Compatible002 => "compatible-002",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such reduction"),
    };

    private static Func<byte, byte, byte, double> Function(GreyReductionKind kind) => kind switch
    {
        GreyReductionKind.Luma => (r, g, b) => Luma.Gray(r, g, b),
        GreyReductionKind.OpticalDensity => (r, g, b) => 100 * (Density[r] + Density[g] + Density[b]) / 3,
        GreyReductionKind.Red => (r, _, _) => r,
        GreyReductionKind.Green => (_, g, _) => g,
        GreyReductionKind.Blue => (_, _, b) => b,
        GreyReductionKind.Haematoxylin => Concentration(StainPair.HaematoxylinEosin, ofFirst: true),
        GreyReductionKind.Eosin => Concentration(StainPair.HaematoxylinEosin, ofFirst: false),
        GreyReductionKind.GiemsaAzure => Concentration(StainPair.Giemsa, ofFirst: true),
        GreyReductionKind.GiemsaEosin => Concentration(StainPair.Giemsa, ofFirst: false),
        GreyReductionKind.Compatible002 => (r, g, b) => (int)Math.Sqrt((r * r) + (g * g) + (b * b)) % 256,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such reduction"),
    };

    /// <summary>Least squares on the two stain vectors of unit length: density = first·c₁ + second·c₂ + rest.</summary>
    private static Func<byte, byte, byte, double> Concentration(StainPair pair, bool ofFirst)
    {
        (StainVector first, StainVector second) = PublishedStains.Vectors(pair);
        (StainVector own, StainVector other) = ofFirst ? (first, second) : (second, first);
        double shared = own.Dot(other);
        StainVector row = own.Plus(other.Scaled(-shared)).Scaled(100 / (1 - (shared * shared)));
        return (r, g, b) => row.Dot(new StainVector(Density[r], Density[g], Density[b]));
    }

    private static readonly double[] Density = Enumerable.Range(0, 256).Select(value => -Math.Log((value + 1) / 256.0)).ToArray();
}
