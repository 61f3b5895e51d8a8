using System.Buffers.Binary;
using System.IO.Compression;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Reads NIfTI-1 volumes in one file (<c>.nii</c>, <c>.nii.gz</c>): two or three dimensions, scaled by the header's slope and intercept.
/// Orientation is not applied.
/// </summary>
public static class Nifti
{
    private const int HeaderBytes = 348;

    /// <exception cref="SlideFormatException">Not NIfTI-1, of a kind that is not supported, or damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Volume Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream data = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
        byte[] header = ReadHeader(path, data);
        bool little = BinaryPrimitives.ReadInt32LittleEndian(header) == HeaderBytes;
        if (!little && BinaryPrimitives.ReadInt32BigEndian(header) != HeaderBytes)
        {
            throw new SlideFormatException(path, "is not a NIfTI-1 file");
        }

        if (!header.AsSpan(344, 4).SequenceEqual("n+1\0"u8))
        {
            throw new SlideFormatException(path, "is not a NIfTI-1 file that holds its own data");
        }

        long[] sides = Sides(path, header, little);
        int count = VolumeSize.Count(path, sides);
        VolumeSamples type = Type(path, Short(header, 70, little));
        Skip(path, data, Float(header, 108, little) - HeaderBytes);
        float[] samples = type.ReadAll(path, data, count, little);
        Scale(samples, Float(header, 112, little), Float(header, 116, little));
        return new Volume((int)sides[0], (int)sides[1], (int)sides[2], samples)
        {
            Spacing = (Spacing(path, header, 1, little), Spacing(path, header, 2, little), sides[2] == 1 ? 1 : Spacing(path, header, 3, little)),
        };
    }

    private static bool IsGzip(FileStream file)
    {
        bool gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return gzip;
    }

    private static byte[] ReadHeader(string path, Stream data)
    {
        byte[] header = new byte[HeaderBytes];
        try
        {
            data.ReadExactly(header);
        }
        catch (Exception cause) when (cause is EndOfStreamException or InvalidDataException)
        {
            throw new SlideFormatException(path, "ends within its header or its compression is damaged", cause);
        }

        return header;
    }

    private static long[] Sides(string path, byte[] header, bool little)
    {
        int dimensions = Short(header, 40, little);
        long[] sides = Enumerable.Range(1, 7).Select(i => i <= dimensions ? (long)Short(header, 40 + (2 * i), little) : 1).ToArray();
        return dimensions is >= 2 and <= 7 && sides[3..].All(side => side == 1)
            ? sides[..3]
            : throw new SlideFormatException(path, $"has {dimensions} dimensions; two or three are supported");
    }

    private static void Skip(string path, Stream data, float bytes)
    {
        if (!(bytes is >= 0 and <= 1 << 24))
        {
            throw new SlideFormatException(path, $"says that its data begin {bytes} bytes after the header");
        }

        for (int i = 0; i < (int)bytes; i++)
        {
            if (data.ReadByte() < 0)
            {
                throw new SlideFormatException(path, "ends before its data");
            }
        }
    }

    private static void Scale(float[] samples, float slope, float intercept)
    {
        if (slope == 0 || !float.IsFinite(slope) || !float.IsFinite(intercept) || (slope == 1 && intercept == 0))
        {
            return;
        }

        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (samples[i] * slope) + intercept;
        }
    }

    private static VolumeSamples Type(string path, short code) => code switch
    {
        2 => VolumeSamples.UInt8,
        4 => VolumeSamples.Int16,
        8 => VolumeSamples.Int32,
        16 => VolumeSamples.Float32,
        64 => VolumeSamples.Float64,
        256 => VolumeSamples.Int8,
        512 => VolumeSamples.UInt16,
        768 => VolumeSamples.UInt32,
        _ => throw new SlideFormatException(path, $"has samples of NIfTI type {code}, which is not supported"),
    };

    private static double Spacing(string path, byte[] header, int axis, bool little)
    {
        float side = Math.Abs(Float(header, 76 + (4 * axis), little));
        return side > 0 && float.IsFinite(side) ? side : throw new SlideFormatException(path, $"has the spacing {side}");
    }

    private static short Short(byte[] header, int at, bool little) =>
        little ? BinaryPrimitives.ReadInt16LittleEndian(header.AsSpan(at)) : BinaryPrimitives.ReadInt16BigEndian(header.AsSpan(at));

    private static float Float(byte[] header, int at, bool little) =>
        little ? BinaryPrimitives.ReadSingleLittleEndian(header.AsSpan(at)) : BinaryPrimitives.ReadSingleBigEndian(header.AsSpan(at));
}
