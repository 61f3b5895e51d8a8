using Marrow.Imaging;

namespace Marrow.Tests;

/// <summary>Writes TIFFs of 32-bit floating-point samples, little-endian, one strip a page; readers go by content, not by name.</summary>
internal static class FloatTiff
{
    private const int Header = 8, EntryBytes = 12;

    /// <param name="pages">How often the picture is repeated.</param>
    public static void Write(string path, Raster<float> picture, int pages = 1)
    {
        using var writer = new BinaryWriter(File.Create(path));
        int channels = picture.Channels, pixels = Header + (4 * channels), bytes = 4 * picture.Samples.Length, directory = pixels + bytes;
        writer.Write("II*\0"u8);
        writer.Write(directory);
        Array.ForEach(Words(channels, 32).Concat(Words(channels, 3)).ToArray(), writer.Write);
        Array.ForEach(picture.Samples, writer.Write);
        for (int page = 0; page < pages; page++)
        {
            (int Tag, int Type, int Count, int Value)[] entries =
            [
                (256, 4, 1, picture.Width), (257, 4, 1, picture.Height), (258, 3, channels, channels == 1 ? 32 : Header), (259, 3, 1, 1), (262, 3, 1, channels == 3 ? 2 : 1),
                (273, 4, 1, pixels), (277, 3, 1, channels), (278, 4, 1, picture.Height), (279, 4, 1, bytes), (339, 3, channels, channels == 1 ? 3 : Header + (2 * channels)),
            ];
            writer.Write((ushort)entries.Length);
            foreach ((int tag, int type, int count, int value) in entries)
            {
                writer.Write((ushort)tag);
                writer.Write((ushort)type);
                writer.Write(count);
                writer.Write(value);
            }

            int next = directory + ((page + 1) * (2 + (EntryBytes * entries.Length) + 4));
            writer.Write(page + 1 < pages ? next : 0);
        }
    }

    private static IEnumerable<ushort> Words(int count, ushort value) => Enumerable.Repeat(value, count);
}
