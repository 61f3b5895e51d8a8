using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Bone: wide areas without nuclei and without texture that are stained evenly and lightly, but are not white.</summary>
internal static class BoneAreas
{
    private const double OpeningRadius = 9, LeastArea = 8000;

    public static Mask Find(byte[] brightness, Mask glass, Scene scene)
    {
        float[] deviation = LocalStatistics.StandardDeviation(brightness, glass.Size, Math.Max(1, (int)Math.Round(scene.Length(4))));
        Appearance look = scene.Appearance;
        double white = Appearance.White - Math.Max(3, 0.02 * look.Range), smooth = Math.Max(0.07 * look.Range, 0.04 * Appearance.White);
        double dark = Math.Min(look.Dark + (0.25 * look.Range), 0.6 * Appearance.White);
        var stained = new Mask(glass.Width, glass.Height);
        var plain = new Mask(glass.Width, glass.Height);
        for (int i = 0; i < plain.Values.Length; i++)
        {
            stained.Values[i] = brightness[i] < white && brightness[i] > dark && glass.Values[i] == 0 ? (byte)1 : (byte)0;
            plain.Values[i] = deviation[i] < smooth ? stained.Values[i] : (byte)0;
        }

        // Lacunae of osteocytes are holes in what is plain; the square that measures the deviation widens them.
        Mask opened = BinaryMorphology.Open(HoleFilling.Fill(plain, (long)scene.Area(900)), scene.Length(OpeningRadius));
        Mask joined = ConnectedComponents.Large(BinaryMorphology.Dilate(opened, scene.Length(6)), scene.Area(LeastArea));
        for (int i = 0; i < joined.Values.Length; i++)
        {
            joined.Values[i] &= stained.Values[i];
        }

        return HoleFilling.Fill(BinaryMorphology.Open(joined, scene.Length(2)), (long)scene.Area(600));
    }
}
