using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>A set of drawn sections for training: how many, how large, and from which seed on.</summary>
public sealed record PhantomDataSetOptions
{
    /// <summary>Sections in the set.</summary>
    public int Count { get; init => field = value is > 0 and <= 100_000 ? value : throw new ArgumentException($"a set has 1 to 100,000 sections, got {value}"); } = 200;

    /// <summary>Size of each section in pixels.</summary>
    public PixelSize Size { get; init; } = new(384, 384);

    /// <summary>The first section's seed; the others follow it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Resolution, µm per pixel; 2 is what the compartment network sees.</summary>
    public double MicrometersPerPixel { get; init; } = 2;

    /// <summary>
    /// By which factor the resolution of single sections may differ from <see cref="MicrometersPerPixel"/> either way, 1…2; 1 leaves it.
    /// Also varies what is rare at 1: sections of glass almost alone, tinted vacuoles, uneven light.
    /// </summary>
    public double ScaleSpread { get; init => field = value is >= 1 and <= 2 ? value : throw new ArgumentException($"the scale spread must lie in 1…2, got {value}"); } = 1;

    /// <summary>Adds what real sections showed to be missing: light that slopes, loose crumbs, vacuoles open to the glass, fields cut out, many vessels, strong tints.</summary>
    public bool IsBroad { get; init; }

    /// <summary>Half of the sections have bone that is nearly as pale as glass.</summary>
    public bool HasPaleBone { get; init; }

    /// <summary>Half of the sections have torn septa and debris in their vacuoles.</summary>
    public bool IsWorn { get; init; }

    /// <summary>How much look and disturbances vary, 0…1.</summary>
    public double Variety { get; init; } = 1;
}
