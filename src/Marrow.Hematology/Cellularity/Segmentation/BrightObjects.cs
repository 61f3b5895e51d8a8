using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>The bright objects of a window: which pixels are whose, how they measure, what they are.</summary>
/// <param name="Labels">The object of each pixel, 0 for none.</param>
/// <param name="Hills">Measures by label; index 0 is unused.</param>
/// <param name="Kinds">By label.</param>
internal sealed record BrightObjects(LabelMap Labels, Hill[] Hills, BrightKind[] Kinds)
{
    // How far the middle of a vacuole stands above the pass to the next, as a share of the slide's contrast.
    private const double Prominence = 0.012;

    private const double FineProminence = 0.02;

    // Where vacuoles have broken into each other, their middles stand this much deeper than the neck between, in µm.
    private const double NeckDepth = 2.5;

    // A sliver with this share of its sides open to one vacuole is part of it.
    private const double SliverShare = 0.3;

    // Glass reaches into bays, and from bays into further ones.
    private const int BayRounds = 4;

    /// <summary>Cuts the candidates along membranes; what is neither vacuole nor glass then is cut at its necks and tried again.</summary>
    /// <param name="heights">High in the middle of vacuoles; low at what is surely a membrane, and, finely, at pale ones and creases too.</param>
    public static BrightObjects Find(Mask candidates, (float[] Sure, float[] Fine) heights, Mask glass, Scene scene)
    {
        (LabelMap labels, int count) = PeakSegmentation.Split(heights.Sure, candidates, (float)(Prominence * scene.Appearance.Contrast));
        Hill[] hills = Merge(labels, count, glass);
        BrightKind[] kinds = Judge(hills, hill => VacuoleRule.Holds(hill, scene));
        BrightObjects whole = new(labels, hills, kinds);
        WindowMemory.Release();
        return whole.CutFinely(heights.Fine, glass, scene).AbsorbSlivers(glass);
    }

    /// <summary>Measures the objects, and joins the parts of one; labels change in place.</summary>
    private static Hill[] Merge(LabelMap labels, int count, Mask glass)
    {
        Hill[] hills = HillMeasures.Measure(labels, count, glass);
        int[] owners = HillMerging.Owners(hills);
        HillMerging.Join(hills, owners);
        labels.Rename(owners);
        return hills;
    }

    private static BrightKind[] Judge(Hill[] hills, Predicate<Hill> isVacuole)
    {
        var kinds = new BrightKind[hills.Length];
        for (int round = 0; round < BayRounds; round++)
        {
            for (int label = 1; label < hills.Length; label++)
            {
                int open = hills[label].GlassSides + hills[label].OpenSides.Sum(pair => kinds[pair.Key] == BrightKind.Glass ? pair.Value : 0);
                if (VacuoleRule.IsBay(hills[label], open))
                {
                    kinds[label] = BrightKind.Glass;
                }
            }
        }

        for (int label = 1; label < hills.Length; label++)
        {
            if (kinds[label] != BrightKind.Glass && isVacuole(hills[label]))
            {
                kinds[label] = BrightKind.Vacuole;
            }
        }

        return kinds;
    }

    private BrightObjects CutFinely(float[] heights, Mask glass, Scene scene)
    {
        var rest = new Mask(Labels.Width, Labels.Height);
        for (int i = 0; i < rest.Values.Length; i++)
        {
            int label = Labels.Labels[i];
            rest.Values[i] = label != 0 && Kinds[label] != BrightKind.Vacuole && VacuoleRule.IsThick(Hills[label], scene) ? (byte)1 : (byte)0;
        }

        // In units of the prominence: a neck of its depth cuts like a membrane of its darkness, and both together sooner.
        float[] depths = Depths(rest);
        WindowMemory.Release();
        GaussianFilter.Smooth(depths, rest.Size, 1, (new float[depths.Length], depths));
        float perDepth = (float)(1 / scene.Length(NeckDepth)), perDarkness = (float)(1 / (FineProminence * scene.Appearance.Contrast));
        for (int i = 0; i < depths.Length; i++)
        {
            depths[i] = (depths[i] * perDepth) + (heights[i] * perDarkness);
        }

        WindowMemory.Release();
        (LabelMap parts, int count) = PeakSegmentation.Split(depths, rest, 1);
        Hill[] measured = Merge(parts, count, glass);
        BrightKind[] kinds = Judge(measured, hill => VacuoleRule.HoldsForPart(hill, scene));
        int offset = Hills.Length - 1;
        for (int i = 0; i < rest.Values.Length; i++)
        {
            Labels.Labels[i] = parts.Labels[i] != 0 ? parts.Labels[i] + offset : Labels.Labels[i];
        }

        return new BrightObjects(Labels, [.. Hills, .. measured.Skip(1)], [.. Kinds, .. kinds.Skip(1)]);
    }

    private static float[] Depths(Mask mask)
    {
        int[] squared = DistanceTransform.Squared(mask);
        var depths = new float[squared.Length];
        for (int i = 0; i < depths.Length; i++)
        {
            depths[i] = MathF.Sqrt(squared[i]);
        }

        return depths;
    }

    /// <summary>Gives the pale rims and corners that were cut off a vacuole back to it.</summary>
    private BrightObjects AbsorbSlivers(Mask glass)
    {
        Hill[] hills = HillMeasures.Measure(Labels, Hills.Length - 1, glass);
        var owners = new int[hills.Length];
        for (int label = 1; label < owners.Length; label++)
        {
            owners[label] = label;
            foreach ((int other, int sides) in hills[label].OpenSides.OrderBy(pair => pair.Key))
            {
                bool isSliver = Kinds[label] == BrightKind.Other && Kinds[other] == BrightKind.Vacuole
                    && sides >= SliverShare * hills[label].Sides && hills[label].Area < hills[other].Area;
                owners[label] = isSliver ? other : owners[label];
            }
        }

        for (int label = 1; label < owners.Length; label++)
        {
            hills[owners[label]].Area += owners[label] != label ? hills[label].Area : 0;
        }

        HillMerging.Join(hills, owners);
        Labels.Rename(owners);
        return this with { Hills = hills };
    }
}
