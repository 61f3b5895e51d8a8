using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Bone: wide areas without nuclei and without texture that are stained evenly and lightly, but are not white.</summary>
internal static class BoneAreas
{
    // In µm and µm²: what is narrower or smaller is no trabecula.
    private const double OpeningRadius = 9, LeastArea = 8000;

    // Evenness is measured over a square with this much to each side, in µm; what is joined reaches this far beyond it, and loses what is narrower than a thread.
    private const double EvenReach = 4, JoinReach = 6, ThreadRadius = 2;

    // The largest holes that are filled, in µm²: lacunae of osteocytes before the opening, what is left of them behind it.
    private const double LargestLacuna = 900, LargestHole = 600;

    // White as in BoneOrGlass: shares of the way from white to the darkest nuclei, and least distances.
    private const double WhiteShare = 0.02, LeastWhite = 3;

    // Even is a standard deviation below this share of the slide's range, or of white where the range is small.
    private const double EvenShare = 0.07, EvenShareOfWhite = 0.04;

    // Darker than this share of the way from the darkest nuclei to white, or than this share of white, are nuclei.
    private const double DarkShare = 0.25, DarkShareOfWhite = 0.6;

    public static Mask Find(byte[] brightness, Mask glass, Scene scene)
    {
        float[] deviation = LocalStatistics.StandardDeviation(brightness, glass.Size, Math.Max(1, (int)Math.Round(scene.Length(EvenReach))));
        Appearance look = scene.Appearance;
        double white = Appearance.White - Math.Max(LeastWhite, WhiteShare * look.Range), smooth = Math.Max(EvenShare * look.Range, EvenShareOfWhite * Appearance.White);
        double dark = Math.Min(look.Dark + (DarkShare * look.Range), DarkShareOfWhite * Appearance.White);
        var stained = new Mask(glass.Width, glass.Height);
        var plain = new Mask(glass.Width, glass.Height);
        for (int i = 0; i < plain.Values.Length; i++)
        {
            stained.Values[i] = brightness[i] < white && brightness[i] > dark && glass.Values[i] == 0 ? (byte)1 : (byte)0;
            plain.Values[i] = deviation[i] < smooth ? stained.Values[i] : (byte)0;
        }

        // Lacunae are holes in what is plain; the square that measures the deviation widens them.
        Mask opened = BinaryMorphology.Open(HoleFilling.Fill(plain, (long)scene.Area(LargestLacuna)), scene.Length(OpeningRadius));
        Mask joined = ConnectedComponents.Large(BinaryMorphology.Dilate(opened, scene.Length(JoinReach)), scene.Area(LeastArea));
        for (int i = 0; i < joined.Values.Length; i++)
        {
            joined.Values[i] &= stained.Values[i];
        }

        return HoleFilling.Fill(BinaryMorphology.Open(joined, scene.Length(ThreadRadius)), (long)scene.Area(LargestHole));
    }
}
