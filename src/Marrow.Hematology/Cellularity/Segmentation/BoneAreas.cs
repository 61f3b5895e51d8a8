using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Bone: wide areas without nuclei and without texture that are stained evenly and lightly, but are not white.</summary>
internal static class BoneAreas
{
    private const double OpeningRadius = 9, LeastArea = 8000;

    public static Mask Find(float[] brightness, float[] deviation, Mask bright, Mask glass, Scene scene)
    {
        Appearance look = scene.Appearance;
        double white = Appearance.White - (0.08 * look.Contrast), smooth = 0.12 * look.Contrast, dark = look.Tissue - (0.2 * look.Contrast);
        var plain = new Mask(bright.Width, bright.Height);
        for (int i = 0; i < plain.Values.Length; i++)
        {
            bool stained = brightness[i] < white && brightness[i] > dark;
            plain.Values[i] = stained && deviation[i] < smooth ? (byte)1 : (byte)0;
        }

        Mask opened = BinaryMorphology.Open(plain, scene.Length(OpeningRadius));
        KeepLarge(opened, scene.Area(LeastArea));
        Mask bone = BinaryMorphology.Dilate(opened, scene.Length(4));
        for (int i = 0; i < bone.Values.Length; i++)
        {
            bone.Values[i] &= brightness[i] < white && brightness[i] > dark ? (byte)1 : (byte)0;
        }

        return HoleFilling.Fill(bone, (long)scene.Area(600));
    }

    private static void KeepLarge(Mask mask, double leastArea)
    {
        (LabelMap labels, int count) = ConnectedComponents.Label(mask);
        var areas = new int[count + 1];
        foreach (int label in labels.Labels)
        {
            areas[label]++;
        }

        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (labels.Labels[i] != 0 && areas[labels.Labels[i]] < leastArea)
            {
                mask.Values[i] = 0;
            }
        }
    }
}
