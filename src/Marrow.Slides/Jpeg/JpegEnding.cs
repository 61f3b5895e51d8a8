namespace Marrow.Slides;

/// <summary>Tells a JPEG that was cut short from a whole one without decoding it.</summary>
internal static class JpegEnding
{
    private const byte StartOfScan = 0xDA, Filler = 0xFF;

    /// <summary>
    /// Looks for the end marker behind the first scan's header: within coded samples its two bytes cannot stand next to each other.
    /// </summary>
    /// <exception cref="SlideFormatException">There is none.</exception>
    public static void Check(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        if (!SkipToScan(stream) || !(EndsInEnd(stream) || HasEnd(stream)))
        {
            throw Damage(path);
        }
    }

    /// <summary>What is said of all JPEGs whose pixels are not those that were saved.</summary>
    public static SlideFormatException Damage(string path) => new(path, "damaged JPEG: its pixels cannot be decoded, or the file ends early");

    private static bool SkipToScan(FileStream stream)
    {
        Span<byte> size = stackalloc byte[2];
        stream.Position = 2;
        while (true)
        {
            int marker = stream.ReadByte() == Filler ? stream.ReadByte() : -1;
            while (marker == Filler)
            {
                marker = stream.ReadByte();
            }

            if (marker < 0 || stream.ReadAtLeast(size, size.Length, throwOnEndOfStream: false) < size.Length)
            {
                return false;
            }

            stream.Position += Math.Max(0, (size[0] << 8) + size[1] - 2);
            if (marker == StartOfScan)
            {
                return true;
            }
        }
    }

    private static ReadOnlySpan<byte> End => [Filler, 0xD9];

    /// <summary>True where the file's last two bytes are the end marker, as they mostly are: the rest need not be read.</summary>
    private static bool EndsInEnd(FileStream stream)
    {
        long scan = stream.Position;
        if (stream.Length - scan < End.Length)
        {
            return false;
        }

        Span<byte> last = stackalloc byte[End.Length];
        stream.Position = stream.Length - End.Length;
        stream.ReadExactly(last);
        stream.Position = scan;
        return last.SequenceEqual(End);
    }

    private static bool HasEnd(FileStream stream)
    {
        byte[] buffer = new byte[1 << 16];
        bool endsInFiller = false;
        for (int count; (count = stream.Read(buffer)) > 0; endsInFiller = buffer[count - 1] == Filler)
        {
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, count);
            if ((endsInFiller && bytes[0] == 0xD9) || bytes.IndexOf(End) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
