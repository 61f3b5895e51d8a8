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

    /// <summary>What a reader throws instead; drops the name of the libvips function that opens the message.</summary>
    public SlideFormatException AsDamage(string path, string format, string place = "")
    {
        int colon = Message.IndexOf(": ", StringComparison.Ordinal);
        return new SlideFormatException(path, $"damaged {format.ToUpperInvariant()}: {place}{(colon < 0 ? Message : Message[(colon + 2)..])}", this);
    }
}
