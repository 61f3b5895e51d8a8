using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>How compartments look wherever they are drawn: overlay, label image, GeoJSON, charts.</summary>
public static class CompartmentColors
{
    /// <summary>Share of the compartment's colour in a filled pixel of the overlay; the rest is the slide.</summary>
    public const double FillOpacity = 0.45;

    /// <summary>Compartments that the overlay colours, in the order of its legend; glass and outside stay as they are.</summary>
    public static IReadOnlyList<Compartment> Drawn { get; } = [Compartment.Haematopoietic, Compartment.Fat, Compartment.Bone, Compartment.Excluded];

    /// <summary>Every compartment, by its value.</summary>
    internal static Compartment[] ByValue { get; } =
        [Compartment.Outside, Compartment.Haematopoietic, Compartment.Fat, Compartment.Bone, Compartment.Glass, Compartment.Excluded];

    /// <summary>The colour of each compartment up to one of them, by its value; made anew at each call.</summary>
    internal static RgbColor[] UpTo(Compartment last) => Array.ConvertAll(ByValue[..((int)last + 1)], Of);

    public static RgbColor Of(Compartment compartment) => compartment switch
    {
        Compartment.Haematopoietic => new RgbColor(0, 200, 70),
        Compartment.Fat => new RgbColor(255, 225, 0),
        Compartment.Bone => new RgbColor(40, 110, 230),
        Compartment.Excluded => new RgbColor(215, 60, 160),
        Compartment.Glass => new RgbColor(235, 235, 235),
        _ => new RgbColor(90, 90, 90),
    };

    /// <summary>The name that people read.</summary>
    public static string NameOf(Compartment compartment) => compartment switch
    {
        Compartment.Haematopoietic => "haematopoietic",
        Compartment.Fat => "fat",
        Compartment.Bone => "bone",
        Compartment.Glass => "glass",
        Compartment.Excluded => "excluded",
        _ => "outside",
    };

    /// <summary>A colour laid over another with the overlay's opacity, rounded.</summary>
    public static RgbColor Blend(RgbColor over, RgbColor under) => new(Mix(over.R, under.R), Mix(over.G, under.G), Mix(over.B, under.B));

    private static byte Mix(byte over, byte under) => (byte)Math.Round((FillOpacity * over) + ((1 - FillOpacity) * under));
}
