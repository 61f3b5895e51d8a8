namespace Marrow.Imaging;

/// <summary>The details in which programs of one method differ, as a named whole.</summary>
public enum StainConvention
{
    /// <summary>
    /// Tissue is what absorbs at least beta in every channel; two stains; values past 255 become 254, the rest is cut to whole levels.
    /// Macenko agrees with the MATLAB and Python programs that carry the fixed H&amp;E matrix.
    /// </summary>
    Standard,

    /// <summary>
    /// As the Python library histolab: tissue by Otsu's threshold on the picture with a white border of 10 pixels, dilated and filled;
    /// a third vector across the two stains, scaled like them; values past 255 become 255. Of one tile only, never of a slide's regions.
    /// </summary>
    Histolab,
}
