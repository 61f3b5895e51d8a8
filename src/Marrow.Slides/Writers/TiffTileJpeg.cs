namespace Marrow.Slides;

/// <summary>One RGB tile as JPEG.</summary>
internal static class TiffTileJpeg
{
    /// <param name="tile">Side × side × 3.</param>
    public static unsafe byte[] Pack(byte[] tile, int side, int quality)
    {
        fixed (byte* pinned = tile)
        {
            using VipsImage image = VipsImage.Wrap(pinned, new VipsLayout(side, side, 3));
            using VipsOperation save = new("jpegsave_target");
            return image.Encode(save.With("Q", quality).With("strip", "true").With("subsample-mode", JpegPicture.IsSubsampled(quality) ? "on" : "off"));
        }
    }
}
