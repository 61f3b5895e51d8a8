namespace Marrow.Imaging;

/// <summary>
/// Erosion, dilation, opening and closing of masks with a disc of any radius, by distance transform.
/// The disc holds the pixels whose centre lies within the radius. The picture's edge neither erodes nor dilates:
/// what lies past it is taken to continue what lies before it.
/// </summary>
public static class BinaryMorphology
{
    /// <summary>Pixels all of whose disc is inside.</summary>
    /// <param name="radius">In pixels, not negative; below 1 nothing changes.</param>
    public static Mask Erode(Mask mask, double radius) => Farther(mask, radius);

    /// <summary>Pixels with an inside pixel in their disc.</summary>
    public static Mask Dilate(Mask mask, double radius) => Invert(Farther(Invert(mask), radius));

    /// <summary>Erosion, then dilation: removes what the disc does not fit in.</summary>
    public static Mask Open(Mask mask, double radius) => Dilate(Erode(mask, radius), radius);

    /// <summary>Dilation, then erosion: fills what the disc does not fit in.</summary>
    public static Mask Close(Mask mask, double radius) => Erode(Dilate(mask, radius), radius);

    public static Mask Invert(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var result = new Mask(mask.Width, mask.Height);
        for (int i = 0; i < result.Values.Length; i++)
        {
            result.Values[i] = (byte)(mask.Values[i] ^ 1);
        }

        return result;
    }

    private static Mask Farther(Mask mask, double radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        int[] squared = DistanceTransform.Squared(mask);
        var result = new Mask(mask.Width, mask.Height);
        double limit = radius * radius;
        for (int i = 0; i < squared.Length; i++)
        {
            result.Values[i] = squared[i] > limit ? (byte)1 : (byte)0;
        }

        return result;
    }
}
