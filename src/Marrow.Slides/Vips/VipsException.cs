using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>
/// libvips refused an operation; the message is the last line of its error buffer. It never leaves the room:
/// readers turn it into <see cref="SlideFormatException"/>, writers into <see cref="IOException"/>.
/// </summary>
internal sealed class VipsException(string message) : Exception(message)
{
    /// <summary>Empties libvips' error buffer into an exception.</summary>
    public static VipsException Take()
    {
        nint copy = NativeVips.vips_error_buffer_copy();
        string text = Marshal.PtrToStringUTF8(copy) ?? "";
        NativeGLib.g_free(copy);
        NativeVips.vips_error_clear();
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new VipsException(lines.Length > 0 ? lines[^1] : "libvips gave no reason");
    }

    /// <summary>
    /// What a reader throws instead. What decoders say differs between their versions and from run to run;
    /// the sentence does not, and carries it inside.
    /// </summary>
    public SlideFormatException AsDamage(string path, string format) =>
        new(path, $"damaged {format.ToUpperInvariant()}: its pixels cannot be decoded, or the file ends early", this);
}
