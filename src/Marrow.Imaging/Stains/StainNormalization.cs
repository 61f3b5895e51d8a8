namespace Marrow.Imaging;

/// <summary>
/// Measures the stains of pictures and brings them to a reference. Measure once for a slide and apply to each region:
/// a measurement of every crop for itself would erase the differences between them.
/// Never fails on what a picture shows: where stains cannot be measured there is a reason instead.
/// </summary>
public static class StainNormalization
{
    /// <summary>Measures a picture's stains, for itself or as a reference.</summary>
    /// <param name="rgb">H × W × 3.</param>
    /// <exception cref="ArgumentException">The picture has not three channels, or the convention does not know the method.</exception>
    public static StainFinding Measure(Raster<byte> rgb, StainOptions options)
    {
        Expect(rgb);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Convention == StainConvention.Histolab && options.Method is not (StainMethod.Macenko or StainMethod.Reinhard))
        {
            throw new ArgumentException("histolab's convention is defined for the methods macenko and reinhard");
        }

        var density = new OpticalDensity(options.TransmittedLight, options.Beta);
        using TissuePixels tissue = TissuePixels.Gather(rgb.Samples, density, null, options.Threads);
        if (StainPlausibility.Doubt(TissueCensus.Take(tissue, density, options), options) is { } doubt)
        {
            return StainFinding.Refuse(doubt);
        }

        byte[]? mask = options.Convention == StainConvention.Histolab ? HistolabTissue.Find(rgb) : null;
        if (options.Method is StainMethod.Reinhard or StainMethod.ModifiedReinhard)
        {
            return Reinhard.Measure(rgb.Samples, mask, options);
        }

        using TissuePixels? masked = mask is null ? null : TissuePixels.Gather(rgb.Samples, density, mask, options.Threads);
        return StainVectors.Measure(rgb.Samples, masked ?? tissue, options);
    }

    /// <summary>How many pixels are tissue: every channel absorbs at least beta, and the pixel is not black.</summary>
    public static long CountTissue(Raster<byte> rgb, StainOptions options)
    {
        Expect(rgb);
        ArgumentNullException.ThrowIfNull(options);
        using TissuePixels tissue = TissuePixels.Gather(rgb.Samples, new OpticalDensity(options.TransmittedLight, options.Beta), null, options.Threads);
        return tissue.Count;
    }

    /// <summary>Why a picture shows nothing to measure (glass, black, ink, pen), or null.</summary>
    public static string? Doubt(Raster<byte> rgb, StainOptions options)
    {
        Expect(rgb);
        ArgumentNullException.ThrowIfNull(options);
        var density = new OpticalDensity(options.TransmittedLight, options.Beta);
        using TissuePixels tissue = TissuePixels.Gather(rgb.Samples, density, null, options.Threads);
        return StainPlausibility.Doubt(TissueCensus.Take(tissue, density, options), options);
    }

    /// <summary>Measures a picture and brings it to a reference; the picture itself comes back, with the reason, where that cannot be done.</summary>
    public static NormalizedPicture Normalize(Raster<byte> rgb, StainStatistics target, StainOptions options)
    {
        StainFinding finding = Measure(rgb, options);
        if (finding.Statistics is not { } source)
        {
            return new NormalizedPicture(rgb, null, finding.Refusal);
        }

        return Stretch(source, target) is { } reason
            ? new NormalizedPicture(rgb, source, reason)
            : new NormalizedPicture(Apply(rgb, source, target, options), source, null);
    }

    /// <summary>Brings a picture, or a region of the slide that <paramref name="source"/> was measured on, to a reference.</summary>
    /// <exception cref="ArgumentException">Source and target belong to different methods or conventions, or lack what the method needs.</exception>
    public static Raster<byte> Apply(Raster<byte> rgb, StainStatistics source, StainStatistics target, StainOptions options)
    {
        Expect(rgb);
        ArgumentNullException.ThrowIfNull(options);
        IColourTransform transform = StainTransforms.Between(source, target, options.KeepResidual);
        byte[]? mask = source is { Convention: StainConvention.Histolab, Method: StainMethod.Reinhard } ? HistolabTissue.Find(rgb) : null;
        return Run(rgb, transform, mask, options);
    }

    /// <summary>Why the target lies too far from the source to be reached without showing noise as stain, or null.</summary>
    public static string? Stretch(StainStatistics source, StainStatistics target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        double[] from = source.Maxima ?? source.Lab?.Deviations ?? [], to = target.Maxima ?? target.Lab?.Deviations ?? [];
        double most = from.Zip(to, (a, b) => b / a).Take(2).DefaultIfEmpty(1).Max();
        return most > StainPlausibility.LargestStretch
            ? $"reaching the reference would stretch a stain {most:F0} times, past {StainPlausibility.LargestStretch}"
            : null;
    }

    /// <summary>Applies a transform chunk by chunk; pixels outside the mask, or background where it is kept, stay byte-identical.</summary>
    internal static Raster<byte> Run(Raster<byte> rgb, IColourTransform transform, byte[]? mask, StainOptions options)
    {
        var result = new Raster<byte>(rgb.Width, rgb.Height, 3, GC.AllocateUninitializedArray<byte>(rgb.Samples.Length));
        var density = new OpticalDensity(options.TransmittedLight, options.Beta);
        PixelChunks.Run(rgb.Width * rgb.Height, options.Threads, (_, start, end) =>
        {
            ReadOnlySpan<byte> source = rgb.Samples.AsSpan(start * 3, (end - start) * 3);
            Span<byte> target = result.Samples.AsSpan(start * 3, (end - start) * 3);
            transform.Apply(source, target);
            for (int i = 0; (options.KeepBackground || mask is not null) && i < source.Length; i += 3)
            {
                if ((options.KeepBackground && density.IsBackground(source[i], source[i + 1], source[i + 2])) || (mask is not null && mask[start + (i / 3)] == 0))
                {
                    source.Slice(i, 3).CopyTo(target[i..]);
                }
            }
        });
        return result;
    }

    internal static void Expect(Raster<byte> rgb)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        if (rgb.Channels != 3)
        {
            throw new ArgumentException($"stains are measured on pictures of 3 channels (red, green, blue), got {rgb.Channels}", nameof(rgb));
        }
    }
}
