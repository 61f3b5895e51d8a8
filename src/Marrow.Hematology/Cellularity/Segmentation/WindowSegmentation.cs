using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// The compartments of one window at working size. Order: glass, bone, bright objects, vacuoles among them, what lies between vacuoles,
/// clefts; the rest is haematopoietic.
/// </summary>
internal sealed class WindowSegmentation
{
    // Darker lines than this share of the contrast are membranes; paler ones are creases and tint inside a vacuole.
    private const double CreaseShare = 0.12;

    private const double FineCreaseShare = 0.04;

    // Gaps between cells are narrower than this disc; they are haematopoietic.
    private const double GapRadius = 2.5;

    // This takes the most memory of all, for less than half of a window's time: as many windows at a time as half the threads.
    private static readonly SemaphoreSlim AtOnce = new(Math.Max(1, Threads() / 2));

    private readonly Scene scene;
    private readonly Appearance look;
    private readonly PixelSize size;
    private readonly byte[] brightness;

    private readonly (Compartment[]? Learned, Mask? Bone) given;

    private WindowSegmentation(Raster<byte> working, Scene scene, (Compartment[]? Learned, Mask? Bone) given)
    {
        this.given = given;
        (this.scene, look, size) = (scene, scene.Appearance, working.Size);
        brightness = working.Samples;
    }

    /// <param name="given">What a network says of each pixel, null for the classical rules alone; and what is bone by its stain, null where its evenness tells.</param>
    public static WindowLabels Run(Raster<byte> working, Scene scene, (Compartment[]? Learned, Mask? Bone) given)
    {
        AtOnce.Wait();
        try
        {
            WindowLabels found = new WindowSegmentation(working, scene, given).Label();
            WindowMemory.Release();
            return found;
        }
        finally
        {
            AtOnce.Release();
        }
    }

    private static int Threads()
    {
        ThreadPool.GetMaxThreads(out int threads, out _);
        return Math.Min(threads, Environment.ProcessorCount);
    }

    private WindowLabels Label()
    {
        Mask bright = Where(i => brightness[i] > look.BrightLevel);
        byte[] closed = GreyMorphology.Close(brightness, size, Math.Max(1, (int)Math.Round(scene.Length(6))));
        var scratch = new float[brightness.Length];
        float[] heights = Heights((bright, closed), scene.IsLowPower ? FineCreaseShare : CreaseShare, scratch), fine = Heights((bright, closed), FineCreaseShare, scratch);
        if (given.Learned is { } learned)
        {
            WindowMemory.Release();
            return new LearnedCompartments(learned, brightness, scene, size).Label(bright, closed, (heights, fine));
        }

        Mask glass = GlassAreas.Find(brightness, heights, scene, bright);
        Mask bone = given.Bone ?? BoneAreas.Find(brightness, glass, scene);
        Mask candidates = BinaryMorphology.Open(
            Where(i => bright.Values[i] != 0 && glass.Values[i] == 0 && bone.Values[i] == 0), scene.Length(GapRadius));
        BrightObjects objects = BrightObjects.Find(candidates, (heights, fine), glass, scene);
        return Compose(objects, (glass, bone));
    }

    private WindowLabels Compose(BrightObjects found, (Mask Glass, Mask Bone) areas)
    {
        (LabelMap objects, Hill[] hills, BrightKind[] kinds) = found;
        Mask fat = Where(i => kinds[objects.Labels[i]] == BrightKind.Vacuole);
        Mask between = BinaryMorphology.Close(fat, scene.Length(3));
        Mask openBright = Where(i => objects.Labels[i] != 0 && kinds[objects.Labels[i]] == BrightKind.Other);
        Mask clefts = BinaryMorphology.Open(openBright, scene.Length(4));
        var labels = new byte[brightness.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)(fat.Values[i] != 0 ? Compartment.Fat
                : areas.Glass.Values[i] != 0 || kinds[objects.Labels[i]] == BrightKind.Glass ? Compartment.Glass
                : between.Values[i] != 0 && areas.Bone.Values[i] == 0 ? Compartment.Fat
                : areas.Bone.Values[i] != 0 ? Compartment.Bone
                : clefts.Values[i] != 0 ? Compartment.Excluded
                : Compartment.Haematopoietic);
            if (kinds[objects.Labels[i]] != BrightKind.Vacuole)
            {
                objects.Labels[i] = 0;
            }
        }

        Crumbs.Exclude(labels, objects, scene);
        return new WindowLabels(size, labels, objects, hills);
    }

    /// <summary>
    /// Hills whose tops are the middles of vacuoles: membranes and walls, limited so that a thin membrane counts like a thick wall,
    /// smoothed and turned over. A membrane is what a closing fills, so a vacuole's own slow tint does not cut it up.
    /// </summary>
    private float[] Heights((Mask Bright, byte[] Closed) pixels, double creaseShare, float[] scratch)
    {
        float limit = (float)(0.5 * look.Contrast), crease = (float)(creaseShare * look.Contrast);
        var darkness = new float[brightness.Length];
        for (int i = 0; i < darkness.Length; i++)
        {
            darkness[i] = pixels.Bright.Values[i] == 0 ? -limit : -Math.Clamp(pixels.Closed[i] - brightness[i] - crease, 0, limit);
        }

        GaussianFilter.Smooth(darkness, size, Math.Max(1, scene.Length(5)), (scratch, darkness));
        return darkness;
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
