using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Cuts the zeros that surrounded a small picture away from its logits.</summary>
internal static class PaddingCut
{
    /// <param name="part">Where the logits, heads × H × W, lie in the padded picture.</param>
    /// <param name="parts">Gets what lies on the picture itself.</param>
    public static void Apply(PaddedSource padded, PixelRectangle part, float[] logits, Action<PixelRectangle, float[]> parts)
    {
        PixelRectangle picture = padded.Picture;
        if (picture.Size == padded.Size)
        {
            parts(part, logits);
            return;
        }

        PixelRectangle seen = part.Intersect(picture);
        if (seen.IsEmpty)
        {
            return;
        }

        int heads = logits.Length / (int)part.Size.Area;
        float[] cut = new float[heads * seen.Width * seen.Height];
        for (int row = 0; row < heads * seen.Height; row++)
        {
            int head = row / seen.Height, y = seen.Y - part.Y + (row % seen.Height);
            logits.AsSpan((((head * part.Height) + y) * part.Width) + seen.X - part.X, seen.Width).CopyTo(cut.AsSpan(row * seen.Width));
        }

        parts(seen with { X = seen.X - picture.X, Y = seen.Y - picture.Y }, cut);
    }
}
