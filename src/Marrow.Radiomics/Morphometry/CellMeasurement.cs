namespace Marrow.Radiomics;

/// <summary>The values of one cell, in the order of <see cref="CellMorphometry.Definitions"/>.</summary>
internal sealed class CellMeasurement(CellParts parts, PixelSpacing spacing)
{
    public const int ChromatinBins = 16;
    private const string NoNuclei = "no nuclei were given";
    private const string NoNucleus = "the cell has no pixel of a nucleus";
    private const string NoCytoplasm = "the cell has no pixel outside its nucleus";
    private const string NoChromatin = "the optical density of the nucleus is the same everywhere, or it has no two neighbouring pixels";

    public FeatureValue[] Values()
    {
        RegionPlane whole = parts.Whole;
        var outline = Outline.Of(whole, spacing);
        (double major, double minor) = PrincipalAxes.Of(whole, spacing);
        double area = Area(whole);
        return
        [
            Defined(area), Defined(Diameter(area)), Defined(outline.Perimeter), Defined(Circularity(outline)), Defined(outline.Area / outline.HullArea),
            FeatureValue.Of(major > 0 ? Math.Sqrt(minor / major) : double.NaN, "the cell is a single pixel, without axes"),
            .. Colour(whole), .. Nucleus(area), .. Cytoplasm(),
        ];
    }

    private IEnumerable<FeatureValue> Nucleus(double cellArea)
    {
        if (parts.Nucleus is not { Count: > 0 } nucleus)
        {
            return Enumerable.Repeat(FeatureValue.Undefined(parts.Nucleus is null ? NoNuclei : NoNucleus), 12);
        }

        var outline = Outline.Of(nucleus, spacing);
        double area = Area(nucleus);
        var region = new Region([nucleus], spacing);
        var density = Moments.Of(region.Voxels);
        return
        [
            Defined(area), Defined(Diameter(area)),
            parts.Cytoplasm!.Count > 0 ? Defined(area / (cellArea - area)) : FeatureValue.Undefined(NoCytoplasm),
            Defined(area / cellArea), Defined(Circularity(outline)), Defined(outline.Area / outline.HullArea), Defined(LobeCount.Of(nucleus)), .. Colour(nucleus),
            FeatureValue.Of(density.Second > 0 ? Math.Sqrt(density.Second) / density.Mean : double.NaN, NoChromatin),
            FeatureValue.Of(density.Second > 0 ? ChromatinEntropy(region) : double.NaN, NoChromatin),
        ];
    }

    private IEnumerable<FeatureValue> Cytoplasm() => parts.Cytoplasm is { Count: > 0 } cytoplasm
        ? [.. Colour(cytoplasm), Defined(Granularity.Of(cytoplasm, parts.Luma))]
        : Enumerable.Repeat(FeatureValue.Undefined(parts.Cytoplasm is null ? NoNuclei : NoCytoplasm), 4);

    private static double ChromatinEntropy(Region nucleus)
    {
        var options = new RadiomicsOptions { BinCount = ChromatinBins, Families = [FeatureFamily.Glcm], Threads = 1 };
        var measurement = new RegionMeasurement(options, withShape: false);
        int entropy = measurement.Definitions.ToList().FindIndex(definition => definition.Name == "JointEntropy");
        return measurement.Measure(nucleus, nucleus)[entropy].Value ?? double.NaN;
    }

    private FeatureValue[] Colour(RegionPlane part)
    {
        long[] sums = new long[3];
        for (int i = 0; i < part.Inside.Length; i++)
        {
            for (int channel = 0; channel < 3 && part.Inside[i] != 0; channel++)
            {
                sums[channel] = checked(sums[channel] + parts.Colours.Samples[(3 * i) + channel]);
            }
        }

        return Array.ConvertAll(sums, sum => Defined((double)sum / part.Count));
    }

    private double Area(RegionPlane part) => part.Count * spacing.X * spacing.Y;

    private static double Diameter(double area) => 2 * Math.Sqrt(area / Math.PI);

    private static double Circularity(Outline outline) => 4 * Math.PI * outline.Area / (outline.Perimeter * outline.Perimeter);

    private static FeatureValue Defined(double value) => FeatureValue.Of(value, "the measurement overflowed");
}
