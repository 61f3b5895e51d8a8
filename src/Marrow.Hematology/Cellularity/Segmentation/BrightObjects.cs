using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>The bright objects of a window: which pixels are whose, how they measure, which are vacuoles.</summary>
/// <param name="Labels">The object of each pixel, 0 for none.</param>
/// <param name="Hills">Measures by label; index 0 is unused.</param>
/// <param name="IsVacuole">By label.</param>
internal sealed record BrightObjects(LabelMap Labels, Hill[] Hills, bool[] IsVacuole)
{
    // How far the middle of a vacuole stands above the pass to the next, as a share of the slide's contrast.
    private const double Prominence = 0.012;

    // Where vacuoles have broken into each other, their middles stand this much deeper than the neck between, in µm.
    private const double NeckDepth = 2.5;

    /// <summary>Cuts the candidates along membranes; what is no vacuole then is cut at its necks and tried again.</summary>
    public static BrightObjects Find(Mask candidates, float[] heights, Mask glass, Scene scene)
    {
        (LabelMap labels, int count) = PeakSegmentation.Split(heights, candidates, (float)(Prominence * scene.Appearance.Contrast));
        Hill[] hills = HillMeasures.Measure(labels, count, glass);
        bool[] isVacuole = [.. hills.Select(hill => VacuoleRule.Holds(hill, scene))];
        return new BrightObjects(labels, hills, isVacuole).CutNecks(glass, scene);
    }

    private BrightObjects CutNecks(Mask glass, Scene scene)
    {
        var rest = new Mask(Labels.Width, Labels.Height);
        for (int i = 0; i < rest.Values.Length; i++)
        {
            int label = Labels.Labels[i];
            rest.Values[i] = label != 0 && !IsVacuole[label] && VacuoleRule.IsThick(Hills[label], scene) ? (byte)1 : (byte)0;
        }

        float[] depths = GaussianFilter.Smooth([.. DistanceTransform.Squared(rest).Select(d => MathF.Sqrt(d))], rest.Size, 1);
        (LabelMap parts, int count) = PeakSegmentation.Split(depths, rest, (float)scene.Length(NeckDepth));
        Hill[] measured = HillMeasures.Measure(parts, count, glass);
        int offset = Hills.Length - 1;
        for (int i = 0; i < rest.Values.Length; i++)
        {
            Labels.Labels[i] = parts.Labels[i] != 0 ? parts.Labels[i] + offset : Labels.Labels[i];
        }

        return new BrightObjects(
            Labels, [.. Hills, .. measured.Skip(1)], [.. IsVacuole, .. measured.Skip(1).Select(hill => VacuoleRule.HoldsForPart(hill, scene))]);
    }
}
