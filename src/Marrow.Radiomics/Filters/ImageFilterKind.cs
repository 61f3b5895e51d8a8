namespace Marrow.Radiomics;

/// <summary>The filters that pyradiomics users know, in two dimensions.</summary>
public enum ImageFilterKind
{
    /// <summary>The picture itself.</summary>
    Original,

    /// <summary>Laplacian of a Gaussian, times σ² so that scales compare.</summary>
    LaplacianOfGaussian,

    /// <summary>One level of the stationary wavelet transform: LH, HL, HH, LL; the first letter is along x.</summary>
    Wavelet,

    /// <summary>x²/max|x|.</summary>
    Square,

    /// <summary>√(|x|·max|x|) with the sign of x.</summary>
    SquareRoot,

    /// <summary>log(|x|+1) with the sign of x, scaled back to max|x|.</summary>
    Logarithm,

    /// <summary>exp(x·log(max|x|)/max|x|).</summary>
    Exponential,

    /// <summary>Length of the gradient by central differences.</summary>
    Gradient,

    /// <summary>Rotation-invariant uniform local binary pattern, 8 neighbours at radius 1.</summary>
    Lbp2D,
}
