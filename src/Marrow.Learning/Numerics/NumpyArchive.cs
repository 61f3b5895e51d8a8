using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Marrow.Learning;

/// <summary>Reads one array of numbers from NumPy's <c>.npz</c> (NumPy enhancement proposal 1).</summary>
public static partial class NumpyArchive
{
    /// <summary>An array of 16- or 32-bit floats, widened to 32 bits, last axis fastest.</summary>
    /// <exception cref="InvalidDataException">No such array, damaged, another type, or Fortran order.</exception>
    public static (int[] Shape, float[] Values) Read(string path, string name)
    {
        using ZipArchive zip = WholeZip.Open(path);
        ZipArchiveEntry entry = zip.GetEntry($"{name}.npy") ?? throw new InvalidDataException($"{Path.GetFileName(path)}: holds no array {name}");
        using Stream stream = entry.Open();
        try
        {
            (string type, int[] shape) = ReadHeader(stream, path);
            int count = shape.Aggregate(1, (product, side) => checked(product * side));
            byte[] bytes = new byte[checked(count * (type == "<f2" ? 2 : 4))];
            stream.ReadExactly(bytes);
            return (shape, type == "<f2"
                ? Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (float)value)
                : MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: {name} is cut short", error);
        }
        catch (Exception error) when (error is OverflowException or FormatException)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: {name} has no shape that can be held", error);
        }
    }

    private static (string Type, int[] Shape) ReadHeader(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[10];
        stream.ReadExactly(start);
        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8) || start[6] != 1)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: not a NumPy array");
        }

        byte[] text = new byte[BitConverter.ToUInt16(start[8..])];
        stream.ReadExactly(text);
        string header = Encoding.ASCII.GetString(text);
        string type = TypePattern().Match(header).Groups[1].Value;
        bool isInOrder = header.Contains("'fortran_order': False", StringComparison.Ordinal);
        if (type is not ("<f4" or "<f2") || !isInOrder)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: wanted 16- or 32-bit floats in C order, got {type}{(isInOrder ? "" : " in Fortran order")}");
        }

        return (type, ShapePattern().Match(header).Groups[1].Value
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(side => int.Parse(side, CultureInfo.InvariantCulture)).ToArray());
    }

    [GeneratedRegex("'descr': '([^']+)'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapePattern();
}
