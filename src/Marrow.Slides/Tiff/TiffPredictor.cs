using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Marrow.Slides;

/// <summary>Undoes horizontal differencing (TIFF 6.0, section 14) and brings 16-bit samples to the machine's byte order.</summary>
internal static class TiffPredictor
{
    public static void ToMachineOrder(Span<byte> row, bool isBigEndian)
    {
        if (isBigEndian)
        {
            Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(row);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    /// <param name="samples">Samples of a pixel that lie side by side.</param>
    public static void Undo(Span<byte> row, int samples, bool wide)
    {
        if (wide)
        {
            Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(row);
            for (int i = samples; i < words.Length; i++)
            {
                words[i] += words[i - samples];
            }

            return;
        }

        for (int i = samples; i < row.Length; i++)
        {
            row[i] += row[i - samples];
        }
    }
}
