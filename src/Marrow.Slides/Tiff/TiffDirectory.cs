using System.Text;

namespace Marrow.Slides;

/// <summary>One directory of a TIFF: its tags, read from the file when asked for.</summary>
internal sealed class TiffDirectory(TiffFile file)
{
    private const long ValueLimit = 256L << 20;

    private readonly SortedDictionary<TiffTag, byte[]> entries = [];

    public TiffFile File => file;

    public IEnumerable<TiffTag> Tags => entries.Keys;

    /// <summary>Takes one raw entry: tag, type, count, value or offset.</summary>
    public void Add(ReadOnlySpan<byte> entry) => entries[(TiffTag)file.Unsigned64(entry[..2])] = entry.ToArray();

    public bool Has(TiffTag tag) => entries.ContainsKey(tag);

    /// <summary>All numbers of a tag (BYTE, SHORT, LONG, LONG8 and their like); empty where it is absent.</summary>
    /// <exception cref="SlideFormatException">The values lie past the end of the file, or are not whole numbers.</exception>
    public long[] Numbers(TiffTag tag)
    {
        if (!entries.TryGetValue(tag, out byte[]? entry))
        {
            return [];
        }

        (byte[] bytes, int type, int size) = Value(tag, entry);
        if (type is not (1 or 3 or 4 or 6 or 7 or 8 or 9 or 13 or 16 or 17 or 18))
        {
            throw file.Damage($"tag {(int)tag} has type {type}");
        }

        long[] numbers = new long[bytes.Length / size];
        for (int i = 0; i < numbers.Length; i++)
        {
            ulong number = file.Unsigned64(bytes.AsSpan(i * size, size));
            numbers[i] = number <= long.MaxValue ? (long)number : throw file.Damage($"tag {(int)tag} has the value {number}");
        }

        return numbers;
    }

    /// <summary>The first number of a tag, or what stands for it where the tag is absent.</summary>
    public long Number(TiffTag tag, long absent) => Numbers(tag) is [long first, ..] ? first : absent;

    /// <summary>An ASCII (or UTF-8) text without its final zero, or null.</summary>
    public string? Text(TiffTag tag)
    {
        if (!entries.TryGetValue(tag, out byte[]? entry))
        {
            return null;
        }

        (byte[] bytes, int type, _) = Value(tag, entry);
        return type is 2 or 1 or 7 ? Encoding.UTF8.GetString(bytes).TrimEnd('\0') : null;
    }

    /// <summary>A RATIONAL as a number, or null where absent or with denominator zero.</summary>
    public double? Rational(TiffTag tag)
    {
        if (!entries.TryGetValue(tag, out byte[]? entry))
        {
            return null;
        }

        (byte[] bytes, int type, _) = Value(tag, entry);
        if (type != 5 || bytes.Length < 8)
        {
            return null;
        }

        ulong above = file.Unsigned64(bytes.AsSpan(0, 4)), below = file.Unsigned64(bytes.AsSpan(4, 4));
        return below == 0 ? null : (double)above / below;
    }

    /// <summary>The raw bytes of a tag, or null.</summary>
    public byte[]? Raw(TiffTag tag) => entries.TryGetValue(tag, out byte[]? entry) ? Value(tag, entry).Bytes : null;

    private (byte[] Bytes, int Type, int Size) Value(TiffTag tag, byte[] entry)
    {
        int type = (int)file.Unsigned64(entry.AsSpan(2, 2)), size = SizeOf(type);
        int field = file.IsBig ? 8 : 4;
        ulong count = file.Unsigned64(entry.AsSpan(4, field));
        if (size == 0 || count > (ulong)(ValueLimit / size))
        {
            throw file.Damage($"tag {(int)tag} has type {type} and {count} values");
        }

        long length = (long)count * size;
        Span<byte> inline = entry.AsSpan(4 + field, field);
        return length <= field
            ? (inline[..(int)length].ToArray(), type, size)
            : (file.Bytes(file.Unsigned(inline), length), type, size);
    }

    private static int SizeOf(int type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };
}
