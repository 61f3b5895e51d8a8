namespace Marrow.Imaging;

/// <summary>
/// Tissue of a tile as histolab finds it, so that its results can be reproduced: grey (ITU-R 601, as Pillow rounds it) below Otsu's threshold (1979)
/// on the tile with a white border of 10 pixels, dilated by a disk of radius 2, then holes filled that no step inside a window of 20 × 20 leaves.
/// </summary>
internal static class HistolabTissue
{
    private const int Border = 10, Window = 20;

    /// <summary>H × W bytes, 1 for tissue.</summary>
    public static byte[] Find(Raster<byte> rgb)
    {
        int width = rgb.Width + (2 * Border), height = rgb.Height + (2 * Border);
        byte[] gray = new byte[checked(width * height)];
        Array.Fill(gray, (byte)255);
        for (int y = 0; y < rgb.Height; y++)
        {
            for (int x = 0; x < rgb.Width; x++)
            {
                int luma = (rgb[x, y, 0] * 19595) + (rgb[x, y, 1] * 38470) + (rgb[x, y, 2] * 7471) + 0x8000;
                gray[((y + Border) * width) + x + Border] = (byte)(luma >> 16);
            }
        }

        byte[] filled = FillHoles(Dilate(gray, OtsuThreshold(gray), width, height), width, height);
        byte[] mask = new byte[rgb.Width * rgb.Height];
        for (int y = 0; y < rgb.Height; y++)
        {
            filled.AsSpan(((y + Border) * width) + Border, rgb.Width).CopyTo(mask.AsSpan(y * rgb.Width));
        }

        return mask;
    }

    /// <summary>The level that parts the histogram with the greatest variance between the two classes; it belongs to the dark class.</summary>
    private static int OtsuThreshold(byte[] gray)
    {
        double[] histogram = new double[256];
        foreach (byte level in gray)
        {
            histogram[level]++;
        }

        double all = gray.Length, sum = histogram.Select((count, level) => count * level).Sum();
        double dark = 0, darkSum = 0, best = -1;
        int threshold = 0;
        for (int level = 0; level < 255; level++)
        {
            (dark, darkSum) = (dark + histogram[level], darkSum + (histogram[level] * level));
            double light = all - dark;
            double difference = dark > 0 && light > 0 ? (darkSum / dark) - ((sum - darkSum) / light) : 0;
            double between = dark * light * difference * difference;
            (best, threshold) = between > best ? (between, level) : (best, threshold);
        }

        return threshold;
    }

    private static byte[] Dilate(byte[] gray, int threshold, int width, int height)
    {
        byte[] result = new byte[gray.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (gray[(y * width) + x] < threshold)
                {
                    StampDisk(result, x, y, (width, height));
                }
            }
        }

        return result;
    }

    private static void StampDisk(byte[] mask, int x, int y, (int Width, int Height) size)
    {
        for (int dy = -2; dy <= 2; dy++)
        {
            int reach = Math.Abs(dy) == 2 ? 0 : Math.Abs(dy) == 1 ? 1 : 2, row = y + dy;
            if (row >= 0 && row < size.Height)
            {
                int left = Math.Max(0, x - reach), right = Math.Min(size.Width - 1, x + reach);
                mask.AsSpan((row * size.Width) + left, right - left + 1).Fill(1);
            }
        }
    }

    /// <summary>
    /// Fills what the outside cannot reach through free pixels in steps of up to a window. A pixel is reached where the window around it,
    /// 9 back and 10 ahead in x and y, holds a reached pixel or leaves the picture.
    /// </summary>
    private static byte[] FillHoles(byte[] mask, int width, int height)
    {
        byte[] reached = new byte[mask.Length];
        var queue = new Queue<int>();
        void Visit(int x, int y)
        {
            int i = (y * width) + x;
            if (mask[i] == 0 && reached[i] == 0)
            {
                reached[i] = 1;
                queue.Enqueue(i);
            }
        }

        const int ahead = Window / 2, back = Window - ahead - 1;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (x < back || y < back || x + ahead >= width || y + ahead >= height)
                {
                    Visit(x, y);
                }
            }
        }

        while (queue.TryDequeue(out int from))
        {
            int x = from % width, y = from / width;
            for (int row = Math.Max(0, y - ahead); row <= Math.Min(height - 1, y + back); row++)
            {
                for (int column = Math.Max(0, x - ahead); column <= Math.Min(width - 1, x + back); column++)
                {
                    Visit(column, row);
                }
            }
        }

        return [.. reached.Select(value => (byte)(1 - value))];
    }
}
