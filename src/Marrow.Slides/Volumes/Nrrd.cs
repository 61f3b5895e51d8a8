using System.Globalization;
using System.IO.Compression;
using System.Text;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Reads NRRD volumes (versions 1 to 5): two or three dimensions, one file, raw or gzip encoding.
/// Spacing comes from <c>spacings</c> or from the lengths of <c>space directions</c>; orientation is not applied.
/// </summary>
public static class Nrrd
{
    private const int LongestHeader = 1 << 16;

    /// <exception cref="SlideFormatException">Not NRRD, of a kind that is not supported, or damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Volume Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        Dictionary<string, string> header = ReadHeader(path, file);
        if (header.ContainsKey("data file") || header.ContainsKey("datafile"))
        {
            throw new SlideFormatException(path, "keeps its data in another file, which is not supported");
        }

        long[] sizes = Field(path, header, "sizes").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => WholeNumber(path, "sizes", word)).ToArray();
        if (sizes.Length is not (2 or 3) || WholeNumber(path, "dimension", Field(path, header, "dimension")) != sizes.Length)
        {
            throw new SlideFormatException(path, $"has {sizes.Length} sizes for dimension {Field(path, header, "dimension")}; two or three dimensions are supported");
        }

        int count = VolumeSize.Count(path, sizes);
        VolumeSamples type = Type(path, Field(path, header, "type"));
        bool little = type.Bytes == 1 || Field(path, header, "endian") switch
        {
            "little" => true,
            "big" => false,
            string other => throw new SlideFormatException(path, $"has the unknown endian {other}"),
        };
        using Stream data = Decode(path, Field(path, header, "encoding"), file);
        float[] samples = type.ReadAll(path, data, count, little);
        return new Volume((int)sizes[0], (int)sizes[1], sizes.Length == 3 ? (int)sizes[2] : 1, samples) { Spacing = Spacing(path, header) };
    }

    /// <summary>Header fields up to the blank line; the stream then stands at the data.</summary>
    private static Dictionary<string, string> ReadHeader(string path, FileStream file)
    {
        var header = new Dictionary<string, string>();
        string magic = ReadLine(path, file) ?? "";
        if (magic.Length != 8 || !magic.StartsWith("NRRD000", StringComparison.Ordinal) || magic[7] is < '1' or > '5')
        {
            throw new SlideFormatException(path, "is not an NRRD file of version 1 to 5");
        }

        while (ReadLine(path, file) is string line && line.Length > 0)
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (line[0] != '#' && !line.Contains(":=", StringComparison.Ordinal))
            {
                header[colon > 0 ? line[..colon] : throw new SlideFormatException(path, $"has the header line \"{line}\" without a colon")] = line[(colon + 2)..].Trim();
            }
        }

        return header;
    }

    private static string? ReadLine(string path, FileStream file)
    {
        var line = new StringBuilder();
        for (int next = file.ReadByte(); next != '\n'; next = file.ReadByte())
        {
            if (next < 0)
            {
                return line.Length > 0 ? throw new SlideFormatException(path, "ends within its header") : null;
            }

            if (file.Position > LongestHeader)
            {
                throw new SlideFormatException(path, $"has no end of header in its first {LongestHeader} bytes");
            }

            line.Append((char)next);
        }

        return line.ToString().TrimEnd('\r');
    }

    private static Stream Decode(string path, string encoding, Stream data) => encoding switch
    {
        "raw" => data,
        "gzip" or "gz" => new GZipStream(data, CompressionMode.Decompress),
        _ => throw new SlideFormatException(path, $"has the encoding {encoding}; raw and gzip are supported"),
    };

    private static (double X, double Y, double Z) Spacing(string path, Dictionary<string, string> header)
    {
        double[] sides = header.TryGetValue("space directions", out string? directions)
            ? directions.Split('(', StringSplitOptions.RemoveEmptyEntries).Select(vector => Length(path, vector)).ToArray()
            : header.TryGetValue("spacings", out string? spacings)
                ? spacings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Number(path, "spacings", word)).ToArray()
                : [];
        double At(int axis) => axis >= sides.Length || double.IsNaN(sides[axis]) ? 1
            : sides[axis] > 0 ? sides[axis] : throw new SlideFormatException(path, $"has the spacing {sides[axis]}");
        return (At(0), At(1), At(2));
    }

    private static double Length(string path, string vector) =>
        Math.Sqrt(vector.Split(')')[0].Split(',').Select(word => Number(path, "space directions", word)).Sum(part => part * part));

    private static VolumeSamples Type(string path, string type) => type switch
    {
        "uchar" or "unsigned char" or "uint8" or "uint8_t" => VolumeSamples.UInt8,
        "signed char" or "int8" or "int8_t" => VolumeSamples.Int8,
        "ushort" or "unsigned short" or "unsigned short int" or "uint16" or "uint16_t" => VolumeSamples.UInt16,
        "short" or "short int" or "signed short" or "signed short int" or "int16" or "int16_t" => VolumeSamples.Int16,
        "uint" or "unsigned int" or "uint32" or "uint32_t" => VolumeSamples.UInt32,
        "int" or "signed int" or "int32" or "int32_t" => VolumeSamples.Int32,
        "float" => VolumeSamples.Float32,
        "double" => VolumeSamples.Float64,
        _ => throw new SlideFormatException(path, $"has samples of type {type}, which is not supported"),
    };

    private static string Field(string path, Dictionary<string, string> header, string name) =>
        header.TryGetValue(name, out string? value) ? value : throw new SlideFormatException(path, $"has no field {name}");

    private static long WholeNumber(string path, string field, string word) =>
        long.TryParse(word, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : throw new SlideFormatException(path, $"has \"{word}\" in {field}");

    private static double Number(string path, string field, string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw new SlideFormatException(path, $"has \"{word}\" in {field}");
}
