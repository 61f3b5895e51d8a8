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

        if (samples == 3)
        {
            UndoRgb(row);
            return;
        }

        for (int i = samples; i < row.Length; i++)
        {
            row[i] += row[i - samples];
        }
    }

    // The three running sums stay in registers.
    private static void UndoRgb(Span<byte> row)
    {
        byte red = 0, green = 0, blue = 0;
        for (int i = 0; i + 2 < row.Length; i += 3)
        {
            row[i] = red += row[i];
            row[i + 1] = green += row[i + 1];
            row[i + 2] = blue += row[i + 2];
        }
    }
}
