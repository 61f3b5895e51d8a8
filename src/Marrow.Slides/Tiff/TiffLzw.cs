namespace Marrow.Slides;

/// <summary>LZW as TIFF has it (TIFF 6.0, section 13): codes from the highest bit, 9 to 12 bits, widened one code early.</summary>
internal static class TiffLzw
{
    private const int Clear = 256, End = 257, First = 258, CodeLimit = 4096;

    /// <summary>Decodes until the destination is full or the data end; gives the number of bytes written.</summary>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // A string of the table is a run of the output: where it starts and how long it is.
        Span<int> start = stackalloc int[CodeLimit], length = stackalloc int[CodeLimit];
        int next = First, width = 9, written = 0, previousStart = -1, previousLength = 0, bits = 0, at = 0;
        uint buffer = 0;
        while (written < destination.Length)
        {
            while (bits < width && at < source.Length)
            {
                buffer = (buffer << 8) | source[at++];
                bits += 8;
            }

            if (bits < width)
            {
                break;
            }

            int code = (int)(buffer >> (bits - width)) & ((1 << width) - 1);
            bits -= width;
            if (code == End)
            {
                break;
            }

            if (code == Clear)
            {
                (next, width, previousStart) = (First, 9, -1);
                continue;
            }

            if (code >= next && !(code == next && previousStart >= 0))
            {
                break; // a code that no table holds: what follows is damaged
            }

            int begun = written;
            written += Emit(code, destination, written, (previousStart, previousLength), start, length, next);
            if (previousStart >= 0 && next < CodeLimit)
            {
                (start[next], length[next]) = (previousStart, previousLength + 1);
                next++;
            }

            width = next + 1 > 2047 ? 12 : next + 1 > 1023 ? 11 : next + 1 > 511 ? 10 : 9;
            (previousStart, previousLength) = (begun, written - begun);
        }

        return written;
    }

    // The string of a new code is the previous string and its own first byte, which the output already holds in a row.
    private static int Emit(int code, Span<byte> destination, int at, (int Start, int Length) previous, Span<int> start, Span<int> length, int next)
    {
        if (code < 256)
        {
            destination[at] = (byte)code;
            return 1;
        }

        int from = code == next ? previous.Start : start[code];
        int count = Math.Min(code == next ? previous.Length + 1 : length[code], destination.Length - at);
        for (int i = 0; i < count; i++)
        {
            destination[at + i] = destination[from + i];
        }

        return count;
    }
}
