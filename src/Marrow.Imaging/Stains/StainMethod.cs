namespace Marrow.Imaging;

/// <summary>How the stains of a picture are measured and brought to a reference.</summary>
public enum StainMethod
{
    /// <summary>Two stain vectors from the robust extremes of the angle in the plane of optical densities (Macenko et al., 2009).</summary>
    Macenko,

    /// <summary>Mean and standard deviation of each CIELAB channel (Reinhard et al., 2001).</summary>
    Reinhard,

    /// <summary>Lightness stretched only as far as the reference needs, colour shifted by its mean (Roy et al., 2021).</summary>
    ModifiedReinhard,

    /// <summary>Two stain vectors by sparse non-negative factorization of the optical densities (Vahadane et al., 2016).</summary>
    Vahadane,

    /// <summary>Published, fixed stain vectors (Ruifrok and Johnston, 2001); only the concentrations are matched.</summary>
    Deconvolution,
}
