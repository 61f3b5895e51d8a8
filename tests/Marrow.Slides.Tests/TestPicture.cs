using Marrow.Imaging;

namespace Marrow.Slides.Tests;

/// <summary>Small pictures drawn by code.</summary>
internal static class TestPicture
{
    /// <summary>Every sample random, from a fixed seed.</summary>
    public static Raster<byte> Noise(int width, int height, int channels, int seed = 1)
    {
        Raster<byte> picture = new(width, height, channels);
        new Random(seed).NextBytes(picture.Samples);
        return picture;
    }

    /// <summary>Flat patches and noise side by side, which every lossless method meets differently.</summary>
    public static Raster<byte> Patches(int width, int height)
    {
        Raster<byte> picture = Noise(width, height, 3);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width * 3; x++)
            {
                if ((y / 40 % 2) == 0 || (x / 180 % 2) == 0)
                {
                    picture.Row(y)[x] = (byte)((y / 20 * 7) + (x % 3 * 50));
                }
            }
        }

        return picture;
    }

    /// <summary>Slow waves of colour, which JPEG keeps closely.</summary>
    public static Raster<byte> Smooth(int width, int height)
    {
        Raster<byte> picture = new(width, height, 3);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                picture[x, y, 0] = (byte)(128 + (100 * Math.Sin(x / 40.0)));
                picture[x, y, 1] = (byte)(128 + (100 * Math.Cos(y / 50.0)));
                picture[x, y, 2] = (byte)(128 + (100 * Math.Sin((x + y) / 60.0)));
            }
        }

        return picture;
    }

    /// <summary>A bitmap of 3×2 pixels whose samples are 10, 20, 30 … 180; bottom up, 32 bits top down.</summary>
    public static byte[] Bmp(int bits)
    {
        byte[] palette = bits == 8 ? Enumerable.Range(0, 6).SelectMany(i => new byte[] { Sample(i, 2), Sample(i, 1), Sample(i, 0), 0 }).ToArray() : [];
        int[][] rows = bits == 32 ? [[0, 1, 2], [3, 4, 5]] : [[3, 4, 5], [0, 1, 2]];
        byte[] pixels = rows.SelectMany(row => Row(row, bits)).ToArray();
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write("BM"u8);
        writer.Write(54 + palette.Length + pixels.Length);
        writer.Write(0);
        writer.Write(54 + palette.Length);
        foreach (int value in new[] { 40, 3, bits == 32 ? -2 : 2, 1 | (bits << 16), 0, pixels.Length, 0, 0, palette.Length / 4, 0 })
        {
            writer.Write(value);
        }

        writer.Write(palette);
        writer.Write(pixels);
        return stream.ToArray();
    }

    private static byte Sample(int pixel, int channel) => (byte)(10 * ((3 * pixel) + channel + 1));

    private static byte[] Row(int[] pixels, int bits)
    {
        byte[] row = bits switch
        {
            8 => pixels.Select(i => (byte)i).ToArray(),
            24 => pixels.SelectMany(i => new byte[] { Sample(i, 2), Sample(i, 1), Sample(i, 0) }).ToArray(),
            _ => pixels.SelectMany(i => new byte[] { Sample(i, 2), Sample(i, 1), Sample(i, 0), 0 }).ToArray(),
        };
        return [.. row, .. new byte[(4 - (row.Length % 4)) % 4]];
    }
}
