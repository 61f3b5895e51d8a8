using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Cuts the zeros that surrounded a small picture away from its logits.</summary>
internal static class PaddingCut
{
    public static void Apply(PaddedSource padded, (int Top, int Count) band, float[] logits, Action<int, int, float[]> rows)
    {
        PixelRectangle picture = padded.Picture;
        if (picture.Size == padded.Size)
        {
            rows(band.Top, band.Count, logits);
            return;
        }

        PixelRectangle seen = new PixelRectangle(0, band.Top, padded.Size.Width, band.Count).Intersect(picture);
        if (seen.IsEmpty)
        {
            return;
        }

        int heads = logits.Length / (band.Count * padded.Size.Width);
        float[] cut = new float[heads * seen.Width * seen.Height];
        for (int row = 0; row < heads * seen.Height; row++)
        {
            int head = row / seen.Height, y = seen.Y - band.Top + (row % seen.Height);
            logits.AsSpan((((head * band.Count) + y) * padded.Size.Width) + seen.X, seen.Width).CopyTo(cut.AsSpan(row * seen.Width));
        }

        rows(seen.Y - picture.Y, seen.Height, cut);
    }
}
