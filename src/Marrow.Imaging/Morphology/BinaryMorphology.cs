namespace Marrow.Imaging;

/// <summary>
/// Erosion, dilation, opening and closing of masks with a disc of any radius, 64 pixels at a time.
/// The disc holds the pixels whose centre lies within the radius. The picture's edge neither erodes nor dilates:
/// what lies past it is taken to continue what lies before it.
/// </summary>
public static class BinaryMorphology
{
    /// <summary>Pixels all of whose disc is inside.</summary>
    /// <param name="radius">In pixels, not negative; below 1 nothing changes.</param>
    public static Mask Erode(Mask mask, double radius) => Erode(Pack(mask), radius).ToMask();

    /// <summary>Pixels with an inside pixel in their disc.</summary>
    public static Mask Dilate(Mask mask, double radius) => Dilate(Pack(mask), radius).ToMask();

    /// <summary>Erosion, then dilation: removes what the disc does not fit in.</summary>
    public static Mask Open(Mask mask, double radius) => Dilate(Erode(Pack(mask), radius), radius).ToMask();

    /// <summary>Dilation, then erosion: fills what the disc does not fit in.</summary>
    public static Mask Close(Mask mask, double radius) => Erode(Dilate(Pack(mask), radius), radius).ToMask();

    public static Mask Invert(Mask mask) => Pack(mask).Invert().ToMask();

    private static PackedMask Erode(PackedMask mask, double radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        return PackedErosion.Erode(mask, radius);
    }

    /// <summary>What an erosion of the outside leaves over; the packed mask is used up.</summary>
    private static PackedMask Dilate(PackedMask mask, double radius) => Erode(mask.Invert(), radius).Invert();

    private static PackedMask Pack(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return PackedMask.From(mask);
    }
}
