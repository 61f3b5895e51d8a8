using System.Buffers.Binary;
using Marrow.Hematology;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

/// <summary>A folder of pictures drawn for one test, gone at its end.</summary>
internal sealed class CellularityFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("marrow-cli-").FullName;

    public string Output => Path.Combine(Root, "out");

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>A marrow section of known truth.</summary>
    public string Section(string name, int seed = 1, int width = 900, int height = 700)
    {
        PictureFile.WritePng(PathOf(name), SectionPhantom.Draw(new SectionPhantomOptions { Size = new PixelSize(width, height), Seed = seed, CellularityPercent = 60 }).Rgb);
        return PathOf(name);
    }

    /// <summary>A picture of one colour.</summary>
    public string Plain(string name, (int Width, int Height) size, byte value, int channels = 3)
    {
        Raster<byte> picture = new(size.Width, size.Height, channels);
        picture.Samples.AsSpan().Fill(value);
        PictureFile.WritePng(PathOf(name), picture);
        return PathOf(name);
    }

    public string Bytes(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    /// <summary>A PNG of a few bytes whose header claims a size.</summary>
    public string Bomb(string name, int width, int height)
    {
        byte[] png = File.ReadAllBytes(Plain(name, (8, 8), 200));
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32(png.AsSpan(12, 17)));
        return Bytes(name, png);
    }

    /// <summary>A 2 × 2 grey TIFF of 32-bit floating point samples.</summary>
    public string FloatTiff(string name)
    {
        using MemoryStream tiff = new();
        using BinaryWriter writer = new(tiff);
        (int Tag, int Type, int Value)[] entries = [(256, 3, 2), (257, 3, 2), (258, 3, 32), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 3, 2), (279, 4, 16), (339, 3, 3)];
        writer.Write("II*\0"u8);
        writer.Write(24);
        Array.ForEach([0.1f, 0.2f, 0.3f, 0.4f], writer.Write);
        writer.Write((ushort)entries.Length);
        foreach ((int tag, int type, int value) in entries)
        {
            writer.Write((ushort)tag);
            writer.Write((ushort)type);
            writer.Write(1);
            writer.Write(value);
        }

        writer.Write(0);
        return Bytes(name, tiff.ToArray());
    }

    /// <summary>Every file below the output folder with its hash.</summary>
    public static SortedDictionary<string, string> Snapshot(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder, file), FileHash.Sha256), StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xedb88320);
            }
        }

        return ~crc;
    }
}
