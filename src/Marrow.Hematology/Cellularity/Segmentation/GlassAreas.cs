using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Empty slide: bright areas with room for a disc that no adipocyte fills, and the bright pixels beside them.</summary>
internal static class GlassAreas
{
    // Larger than the largest adipocyte (150 µm across), with room for doubt.
    private const double Radius = 90;

    // How far beyond the disc bright pixels belong to it, in µm.
    private const double Beside = 14;

    // Flat is as bright as white but for this share of the slide's range, and at least so many levels.
    private const double WhiteShare = 0.05, LeastWhite = 4;

    // A membrane darkens its surroundings' mean by more than this share of the contrast even where it is too thin and pale to be seen as dark itself.
    private const double MembraneShare = 0.05;

    public static Mask Find(byte[] brightness, float[] heights, Scene scene, Mask bright)
    {
        float floor = (float)(-MembraneShare * scene.Appearance.Contrast);
        double white = Appearance.White - Math.Max(LeastWhite, WhiteShare * scene.Appearance.Range);
        var flat = new Mask(bright.Width, bright.Height);
        for (int i = 0; i < flat.Values.Length; i++)
        {
            flat.Values[i] = brightness[i] > white && heights[i] > floor ? (byte)1 : (byte)0;
        }

        Mask core = BinaryMorphology.Erode(flat, scene.Length(Radius));
        Mask reach = BinaryMorphology.Dilate(core, scene.Length(Radius + Beside));
        for (int i = 0; i < reach.Values.Length; i++)
        {
            reach.Values[i] &= bright.Values[i];
        }

        return reach;
    }
}
