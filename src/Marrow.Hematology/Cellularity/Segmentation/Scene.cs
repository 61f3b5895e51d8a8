namespace Marrow.Hematology.Segmentation;

/// <summary>What a window's segmentation needs to know of the whole slide.</summary>
/// <param name="Appearance">Its white and tissue.</param>
/// <param name="MicrometersPerPixel">Of a level-0 pixel; stated, or estimated for this use only.</param>
/// <param name="Block">Level-0 pixels per working pixel, along each side.</param>
internal sealed record Scene(Appearance Appearance, double MicrometersPerPixel, int Block)
{
    /// <summary>Working pixels aim at this side.</summary>
    private const double WorkingMicrometers = 1.0;

    // Above this, pixels average nuclei and blur membranes, in µm.
    private const double LowPower = 2.5;

    // Up to this, in µm, pixels show nuclei as dark as they are, and fat without marrow has less than this share of the range from them to white as its
    // contrast: 0.13 to 0.26 on real fields of fat, 0.40 and more on real marrow.
    private const double Fine = 0.6, LeastContrast = 0.3;

    public static Scene For(Appearance appearance, double micrometersPerPixel) =>
        new(appearance with { LeastContrast = micrometersPerPixel <= Fine ? LeastContrast * appearance.Range : 0 }, micrometersPerPixel, BlockOf(micrometersPerPixel));

    private static int BlockOf(double micrometersPerPixel) => Math.Max(1, (int)Math.Round(WorkingMicrometers / micrometersPerPixel));

    /// <summary>The side of a working pixel in µm.</summary>
    public double Working => MicrometersPerPixel * Block;

    /// <summary>Nuclei are not resolved, and all tissue is even: bone goes by its stain, and every line counts as a membrane.</summary>
    public bool IsLowPower => Working > LowPower;

    /// <summary>A length in working pixels.</summary>
    public double Length(double micrometers) => micrometers / Working;

    /// <summary>An area in working pixels.</summary>
    public double Area(double squareMicrometers) => squareMicrometers / (Working * Working);
}
