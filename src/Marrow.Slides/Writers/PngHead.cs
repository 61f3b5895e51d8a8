using System.Buffers.Binary;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>What a PNG begins with.</summary>
internal static class PngHead
{
    /// <summary>Writes signature and header.</summary>
    /// <param name="kind">PNG's colour type (0 grey, 2 RGB, 3 palette) and the bits of a sample.</param>
    public static void Write(Stream target, PngChunkStream chunks, PixelSize size, (byte Colour, int Bits) kind)
    {
        target.Write([0x89, .. "PNG\r\n\x1a\n"u8]);
        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, size.Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), size.Height);
        (head[8], head[9]) = ((byte)kind.Bits, kind.Colour);
        chunks.Chunk("IHDR", head);
    }
}
