using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Shrinks a plane by nearest neighbour (pixel centres) and enlarges it back bilinearly, as a coarser objective would show it.</summary>
internal static class LowResolution
{
    /// <param name="plane">H × W values, changed in place.</param>
    /// <param name="size">Width and height.</param>
    /// <param name="scale">Share of each side that is kept, 0–1.</param>
    public static void Apply(Span<float> plane, PixelSize size, double scale)
    {
        int width = Shrunk(size.Width, scale), height = Shrunk(size.Height, scale);
        var small = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            int fromY = NearestExact(y, size.Height, height);
            for (int x = 0; x < width; x++)
            {
                small[(y * width) + x] = plane[(fromY * size.Width) + NearestExact(x, size.Width, width)];
            }
        }

        (int Low, int High, float Weight)[] columns = [.. Enumerable.Range(0, size.Width).Select(x => Between(x, width, size.Width))];
        for (int y = 0; y < size.Height; y++)
        {
            (int top, int bottom, float down) = Between(y, height, size.Height);
            for (int x = 0; x < size.Width; x++)
            {
                (int left, int right, float across) = columns[x];
                float upper = Mix(small[(top * width) + left], small[(top * width) + right], across);
                float lower = Mix(small[(bottom * width) + left], small[(bottom * width) + right], across);
                plane[(y * size.Width) + x] = Mix(upper, lower, down);
            }
        }
    }

    /// <summary>The source pixel whose cell holds the target pixel's centre.</summary>
    public static int NearestExact(int target, int sourceLength, int targetLength)
    {
        float step = (float)sourceLength / targetLength;
        return Math.Min((int)MathF.Floor((target + 0.5f) * step), sourceLength - 1);
    }

    private static int Shrunk(int length, double scale) =>
        Math.Max(1, (int)Math.Round(length * scale, MidpointRounding.ToEven));

    private static (int Low, int High, float Weight) Between(int target, int sourceLength, int targetLength)
    {
        float place = Math.Max((((float)sourceLength / targetLength) * (target + 0.5f)) - 0.5f, 0);
        int low = Math.Min((int)place, sourceLength - 1);
        return (low, Math.Min(low + 1, sourceLength - 1), place - low);
    }

    private static float Mix(float a, float b, float weight) => ((1 - weight) * a) + (weight * b);
}
