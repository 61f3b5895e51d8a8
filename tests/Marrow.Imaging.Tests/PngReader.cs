using System.Buffers.Binary;
using System.IO.Compression;

namespace Marrow.Imaging.Tests;

/// <summary>Reads 8-bit RGB and RGBA pictures without interlace, so that tests of this room need no other; transparency is dropped.</summary>
internal static class PngReader
{
    public static Raster<byte> ReadRgb(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int width = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), height = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20));
        int channels = (file[24], file[25], file[28]) switch
        {
            (8, 2, 0) => 3,
            (8, 6, 0) => 4,
            _ => throw new NotSupportedException($"{path}: depth {file[24]}, colour type {file[25]}, interlace {file[28]}"),
        };
        byte[] rows = Unfilter(Inflate(file), width * channels, height, channels);
        var picture = new Raster<byte>(width, height, 3);
        for (int pixel = 0; pixel < width * height; pixel++)
        {
            rows.AsSpan(pixel * channels, 3).CopyTo(picture.Samples.AsSpan(pixel * 3));
        }

        return picture;
    }

    private static byte[] Inflate(byte[] file)
    {
        using var packed = new MemoryStream();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                packed.Write(file, at + 8, length);
            }

            at += length + 12;
        }

        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zlib.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Unfilter(byte[] data, int stride, int height, int step)
    {
        byte[] rows = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            int filter = data[y * (stride + 1)];
            for (int x = 0; x < stride; x++)
            {
                int left = x >= step ? rows[(y * stride) + x - step] : 0, up = y > 0 ? rows[((y - 1) * stride) + x] : 0;
                int corner = x >= step && y > 0 ? rows[((y - 1) * stride) + x - step] : 0;
                int guess = filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) };
                rows[(y * stride) + x] = (byte)(data[(y * (stride + 1)) + 1 + x] + guess);
            }
        }

        return rows;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int p = left + up - corner, a = Math.Abs(p - left), b = Math.Abs(p - up), c = Math.Abs(p - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
