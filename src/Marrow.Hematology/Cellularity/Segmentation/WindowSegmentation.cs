using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// The compartments of one window at working size. Order: glass, bone, bright objects, vacuoles among them, what lies between vacuoles,
/// clefts; the rest is haematopoietic.
/// </summary>
internal sealed class WindowSegmentation
{
    // Darker lines than this share of the contrast are membranes; paler ones are creases and tint inside a vacuole.
    private const double CreaseShare = 0.1;

    private readonly Scene scene;
    private readonly Appearance look;
    private readonly PixelSize size;
    private readonly float[] brightness;
    private readonly float[] deviation;

    private WindowSegmentation(Raster<byte> working, Scene scene)
    {
        (this.scene, look, size) = (scene, scene.Appearance, working.Size);
        brightness = [.. working.Samples.Select(v => (float)v)];
        deviation = LocalStatistics.StandardDeviation(brightness, size, Math.Max(1, (int)Math.Round(scene.Length(4))));
    }

    public static WindowLabels Run(Raster<byte> working, Scene scene) => new WindowSegmentation(working, scene).Label();

    private WindowLabels Label()
    {
        Mask bright = Where(i => brightness[i] > look.BrightLevel);
        float[] heights = Heights(bright);
        Mask glass = GlassAreas.Find(bright, heights, scene);
        Mask bone = BoneAreas.Find(brightness, deviation, bright, glass, scene);
        Mask candidates = Where(i => bright.Values[i] != 0 && glass.Values[i] == 0 && bone.Values[i] == 0);
        BrightObjects objects = BrightObjects.Find(candidates, heights, glass, scene);
        return Compose(objects, (glass, bone));
    }

    private WindowLabels Compose(BrightObjects found, (Mask Glass, Mask Bone) areas)
    {
        (LabelMap objects, Hill[] hills, bool[] isVacuole) = found;
        Mask fat = Where(i => objects.Labels[i] != 0 && isVacuole[objects.Labels[i]]);
        Mask between = BinaryMorphology.Close(fat, scene.Length(3));
        Mask openBright = Where(i => objects.Labels[i] != 0 && !isVacuole[objects.Labels[i]]);
        bool[] isGlass = [.. hills.Select((hill, label) => !isVacuole[label] && hill.GlassSides > 0.2 * hill.Sides)];
        Mask clefts = BinaryMorphology.Open(openBright, scene.Length(4));
        var labels = new byte[brightness.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)(fat.Values[i] != 0 ? Compartment.Fat
                : areas.Glass.Values[i] != 0 || isGlass[objects.Labels[i]] ? Compartment.Glass
                : between.Values[i] != 0 && areas.Bone.Values[i] == 0 ? Compartment.Fat
                : areas.Bone.Values[i] != 0 ? Compartment.Bone
                : clefts.Values[i] != 0 ? Compartment.Excluded
                : Compartment.Haematopoietic);
            if (objects.Labels[i] != 0 && !isVacuole[objects.Labels[i]])
            {
                objects.Labels[i] = 0;
            }
        }

        return new WindowLabels(size, labels, objects, hills);
    }

    /// <summary>
    /// Hills whose tops are the middles of vacuoles: membranes and walls, limited so that a thin membrane counts like a thick wall,
    /// smoothed and turned over. A membrane is what a closing fills, so a vacuole's own slow tint does not cut it up.
    /// </summary>
    private float[] Heights(Mask bright)
    {
        float limit = (float)(0.5 * look.Contrast), crease = (float)(CreaseShare * look.Contrast);
        float[] closed = GreyMorphology.Close(brightness, size, Math.Max(1, (int)Math.Round(scene.Length(6))));
        var darkness = new float[brightness.Length];
        for (int i = 0; i < darkness.Length; i++)
        {
            darkness[i] = bright.Values[i] == 0 ? -limit : -Math.Clamp(closed[i] - brightness[i] - crease, 0, limit);
        }

        return GaussianFilter.Smooth(darkness, size, Math.Max(1, scene.Length(5)));
    }

    private Mask Where(Predicate<int> holds)
    {
        var mask = new Mask(size.Width, size.Height);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            mask.Values[i] = holds(i) ? (byte)1 : (byte)0;
        }

        return mask;
    }
}
