namespace Marrow.Cli.Tests;

/// <summary>A TIFF of 16-bit RGB noise, uncompressed in one strip, written by hand.</summary>
internal static class DeepTiff
{
    public static void Write(string path, int width, int height)
    {
        byte[] samples = new byte[width * height * 3 * 2];
        new Random(1).NextBytes(samples);
        (int Tag, int Count, int Value)[] entries =
        [
            (256, 1, width), (257, 1, height), (258, 3, 8 + 2 + (9 * 12) + 4), (259, 1, 1), (262, 1, 2),
            (273, 1, 8 + 2 + (9 * 12) + 4 + 6), (277, 1, 3), (278, 1, height), (279, 1, samples.Length),
        ];
        using var file = new BinaryWriter(File.Create(path));
        file.Write("II*\0"u8);
        file.Write(8);
        file.Write((ushort)entries.Length);
        foreach ((int tag, int count, int value) in entries)
        {
            file.Write((ushort)tag);
            file.Write((ushort)(count == 3 ? 3 : 4)); // three depths as SHORT lie elsewhere, all else is one LONG
            file.Write(count);
            file.Write(value);
        }

        file.Write(0);
        file.Write([16, 0, 16, 0, 16, 0]);
        file.Write(samples);
    }
}
