using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Empty slide: bright areas with room for a disc that no adipocyte fills, and the bright pixels beside them.</summary>
internal static class GlassAreas
{
    // Larger than the largest adipocyte (150 µm across), with room for doubt.
    private const double Radius = 90;

    public static Mask Find(byte[] brightness, float[] heights, Scene scene, Mask bright)
    {
        // A membrane darkens its surroundings' mean a little even where it is too thin and pale to be seen as dark itself.
        float floor = (float)(-0.05 * scene.Appearance.Contrast);
        double white = Appearance.White - Math.Max(4, 0.05 * scene.Appearance.Range);
        var flat = new Mask(bright.Width, bright.Height);
        for (int i = 0; i < flat.Values.Length; i++)
        {
            flat.Values[i] = brightness[i] > white && heights[i] > floor ? (byte)1 : (byte)0;
        }

        Mask core = BinaryMorphology.Erode(flat, scene.Length(Radius));
        Mask reach = BinaryMorphology.Dilate(core, scene.Length(Radius + 14));
        for (int i = 0; i < reach.Values.Length; i++)
        {
            reach.Values[i] &= bright.Values[i];
        }

        return reach;
    }
}
