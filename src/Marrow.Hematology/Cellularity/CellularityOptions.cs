using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>Everything that decides the numbers of a cellularity analysis; written beside every result.</summary>
public sealed record CellularityOptions
{
    /// <summary>Where marrow is looked for; the default finds it.</summary>
    public RegionSource Region { get; init; } = RegionSource.Auto;

    /// <summary>The mask file for <see cref="RegionSource.Mask"/>: any non-zero pixel is marrow region.</summary>
    public string? MaskPath { get; init; }

    /// <summary>Folder of the network for <see cref="RegionSource.Auto"/>; null takes the one that ships with Marrow.</summary>
    public string? ModelPath { get; init; }

    /// <summary>How fat is found; objects by default, valid from 0 to 100 %.</summary>
    public FatRule Fat { get; init; } = FatRule.Objects;

    /// <summary>The resolutions that an analysis takes, µm per pixel: from finer than an oil immersion's to a whole core's thumbnail.</summary>
    public const double FinestMicrometersPerPixel = 0.02, CoarsestMicrometersPerPixel = 100;

    /// <summary>Resolution supplied by the user, µm per pixel; null takes the file's.</summary>
    public double? MicrometersPerPixel { get; init; }

    /// <summary>Limits the analysis, level-0 pixels; null analyses the whole slide.</summary>
    public PixelRectangle? RegionOfInterest { get; init; }

    /// <summary>A GeoJSON file whose polygons limit the analysis; null for none.</summary>
    public string? RegionOfInterestPath { get; init; }

    /// <summary>True where a threshold alone splits a region that is given: no window is segmented.</summary>
    internal bool IsThresholdOnly => Fat == FatRule.Percentile && Region is RegionSource.Whole or RegionSource.Mask;

    /// <exception cref="ArgumentException">Settings that contradict each other; the message is one sentence.</exception>
    public void Validate()
    {
        if ((Region == RegionSource.Mask) != (MaskPath is not null))
        {
            throw new ArgumentException("a mask file goes with the mask region, and only with it");
        }

        if (ModelPath is not null && Region != RegionSource.Auto)
        {
            throw new ArgumentException("a model goes with the automatic region, and only with it");
        }

        if (MicrometersPerPixel is not null and not (>= FinestMicrometersPerPixel and <= CoarsestMicrometersPerPixel))
        {
            throw new ArgumentException(FormattableString.Invariant($"microns per pixel must lie in {FinestMicrometersPerPixel}…{CoarsestMicrometersPerPixel}, got {MicrometersPerPixel}"));
        }

        if (RegionOfInterest is { IsEmpty: true } roi)
        {
            throw new ArgumentException($"the region of interest {roi} is empty");
        }

        if (RegionOfInterest is { } area && ((long)area.X + area.Width > int.MaxValue || (long)area.Y + area.Height > int.MaxValue))
        {
            throw new ArgumentException($"the region of interest {area} ends past {int.MaxValue}, where no picture reaches");
        }
    }
}
