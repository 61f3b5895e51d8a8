using System.Buffers.Binary;
using System.Text;

namespace Marrow.Slides;

/// <summary>Builds one directory of a little-endian BigTIFF and writes it at the end of a file.</summary>
internal sealed class TiffDirectoryWriter
{
    /// <summary>Where the file's head says where the first directory is.</summary>
    public const long FirstLink = 8;

    private readonly SortedDictionary<TiffTag, (int Type, long Count, byte[] Bytes)> entries = [];

    /// <summary>Writes the head, its link still zero.</summary>
    public static void WriteHead(Stream stream) => stream.Write([(byte)'I', (byte)'I', 43, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>Numbers of type SHORT (3), LONG (4) or LONG8 (16).</summary>
    public void Add(TiffTag tag, int type, long[] values)
    {
        int size = type switch { 3 => 2, 4 => 4, _ => 8 };
        byte[] bytes = new byte[values.Length * size];
        Span<byte> number = stackalloc byte[8];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, values[i]);
            number[..size].CopyTo(bytes.AsSpan(i * size));
        }

        entries[tag] = (type, values.Length, bytes);
    }

    public void AddText(TiffTag tag, string text)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text), 0];
        entries[tag] = (2, bytes.Length, bytes);
    }

    /// <summary>A positive number as a fraction with the largest power of ten below it that both parts' 32 bits allow.</summary>
    public void AddRational(TiffTag tag, double value)
    {
        uint below = 1_000_000;
        while (value * below > uint.MaxValue)
        {
            below /= 10;
        }

        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)Math.Round(value * below)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), below);
        entries[tag] = (5, 1, bytes);
    }

    /// <summary>Writes the directory at the end and its place into the link; gives the place of its own link to the next.</summary>
    public long Write(Stream stream, long link)
    {
        Dictionary<TiffTag, long> places = [];
        foreach ((TiffTag tag, (_, _, byte[] bytes)) in entries.Where(entry => entry.Value.Bytes.Length > 8))
        {
            places[tag] = Align(stream);
            stream.Write(bytes);
        }

        long start = Align(stream);
        byte[] table = new byte[8 + (20 * entries.Count) + 8];
        BinaryPrimitives.WriteInt64LittleEndian(table, entries.Count);
        int at = 8;
        foreach ((TiffTag tag, (int type, long count, byte[] bytes)) in entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(at), (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(at + 2), (ushort)type);
            BinaryPrimitives.WriteInt64LittleEndian(table.AsSpan(at + 4), count);
            if (places.TryGetValue(tag, out long place))
            {
                BinaryPrimitives.WriteInt64LittleEndian(table.AsSpan(at + 12), place);
            }
            else
            {
                bytes.CopyTo(table, at + 12);
            }

            at += 20;
        }

        stream.Write(table);
        Link(stream, link, start);
        return start + table.Length - 8;
    }

    private static void Link(Stream stream, long link, long start)
    {
        byte[] place = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(place, start);
        stream.Seek(link, SeekOrigin.Begin);
        stream.Write(place);
        stream.Seek(0, SeekOrigin.End);
    }

    private static long Align(Stream stream)
    {
        while (stream.Position % 8 != 0)
        {
            stream.WriteByte(0);
        }

        return stream.Position;
    }
}
