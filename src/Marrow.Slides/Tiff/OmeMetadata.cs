using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>What the first image of an OME-XML block says (Open Microscopy Environment, schema 2016-06 and older).</summary>
internal sealed record OmeMetadata(long Channels, long Depths, long Times, PixelPitch? Pitch, double? ObjectivePower)
{
    /// <summary>Reads the block from an image description; null where it is none.</summary>
    public static OmeMetadata? Of(string? description)
    {
        if (description is null || !description.Contains("<OME", StringComparison.Ordinal))
        {
            return null;
        }

        XElement root;
        try
        {
            root = XElement.Parse(description);
        }
        catch (XmlException)
        {
            return null;
        }

        if (root.Descendants().FirstOrDefault(element => element.Name.LocalName == "Pixels") is not { } pixels)
        {
            return null;
        }

        double? x = Micrometers(pixels, "PhysicalSizeX"), y = Micrometers(pixels, "PhysicalSizeY");
        return new OmeMetadata(
            Count(pixels, "SizeC"),
            Count(pixels, "SizeZ"),
            Count(pixels, "SizeT"),
            x is { } across && y is { } down ? new PixelPitch(new MicrometersPerPixel(across), new MicrometersPerPixel(down)) : null,
            root.Descendants().Where(element => element.Name.LocalName == "Objective").Select(Magnification).FirstOrDefault());
    }

    private static long Count(XElement pixels, string name) =>
        long.TryParse(pixels.Attribute(name)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : 1;

    private static double? Magnification(XElement objective) =>
        Positive(objective.Attribute("NominalMagnification")?.Value);

    // Without a unit the schema means micrometres; a unit that is no length leaves the size unknown.
    private static double? Micrometers(XElement pixels, string name)
    {
        double? factor = pixels.Attribute(name + "Unit")?.Value switch
        {
            null or "µm" or "μm" or "um" => 1,
            "nm" => 1e-3,
            "mm" => 1e3,
            "cm" => 1e4,
            "m" => 1e6,
            _ => null,
        };
        return Positive(pixels.Attribute(name)?.Value) * factor;
    }

    private static double? Positive(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0 && double.IsFinite(value) ? value : null;
}
