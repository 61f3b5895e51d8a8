using System.Buffers.Binary;

namespace Marrow.Slides;

/// <summary>Sample types of volume files and how their bytes become floats; doubles and 32-bit integers are rounded to the nearest float.</summary>
internal sealed record VolumeSamples(int Bytes, Func<ReadOnlySpan<byte>, bool, float> Read)
{
    public static VolumeSamples UInt8 { get; } = new(1, (bytes, _) => bytes[0]);

    public static VolumeSamples Int8 { get; } = new(1, (bytes, _) => (sbyte)bytes[0]);

    public static VolumeSamples UInt16 { get; } = new(2, (bytes, little) => little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes));

    public static VolumeSamples Int16 { get; } = new(2, (bytes, little) => little ? BinaryPrimitives.ReadInt16LittleEndian(bytes) : BinaryPrimitives.ReadInt16BigEndian(bytes));

    public static VolumeSamples UInt32 { get; } = new(4, (bytes, little) => little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes));

    public static VolumeSamples Int32 { get; } = new(4, (bytes, little) => little ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadInt32BigEndian(bytes));

    public static VolumeSamples Float32 { get; } = new(4, (bytes, little) => little ? BinaryPrimitives.ReadSingleLittleEndian(bytes) : BinaryPrimitives.ReadSingleBigEndian(bytes));

    public static VolumeSamples Float64 { get; } = new(8, (bytes, little) => (float)(little ? BinaryPrimitives.ReadDoubleLittleEndian(bytes) : BinaryPrimitives.ReadDoubleBigEndian(bytes)));

    /// <summary>Reads exactly as many samples as asked for.</summary>
    /// <exception cref="SlideFormatException">The stream ends early, or its compression is damaged.</exception>
    public float[] ReadAll(string path, Stream data, int count, bool littleEndian)
    {
        float[] samples = new float[count];
        byte[] buffer = new byte[Bytes * 8192];
        try
        {
            for (int done = 0; done < count;)
            {
                int part = Math.Min(8192, count - done);
                data.ReadExactly(buffer.AsSpan(0, part * Bytes));
                for (int i = 0; i < part; i++)
                {
                    samples[done + i] = Read(buffer.AsSpan(i * Bytes, Bytes), littleEndian);
                }

                done += part;
            }
        }
        catch (EndOfStreamException cause)
        {
            throw new SlideFormatException(path, $"ends before its {count} samples", cause);
        }
        catch (InvalidDataException cause)
        {
            throw new SlideFormatException(path, "its compressed data is damaged", cause);
        }

        return samples;
    }
}
