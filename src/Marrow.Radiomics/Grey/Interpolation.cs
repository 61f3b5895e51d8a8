namespace Marrow.Radiomics;

/// <summary>How grey values between pixels are found.</summary>
public enum Interpolation
{
    /// <summary>The nearest pixel's value.</summary>
    Nearest,

    /// <summary>Bilinear.</summary>
    Linear,

    /// <summary>Cubic B-spline through the pixels (Unser 1999), pyradiomics' default.</summary>
    CubicSpline,
}
