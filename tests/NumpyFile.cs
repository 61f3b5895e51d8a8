using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Marrow.Tests;

/// <summary>
/// Reads reference arrays from NumPy's <c>.npy</c> and <c>.npz</c> files: little-endian, C order.
/// Source of the layout: NumPy enhancement proposal 1, format versions 1 to 3.
/// </summary>
internal static partial class NumpyFile
{
    /// <summary>Reads one array from an <c>.npy</c> file.</summary>
    public static NumpyArray Read(string path) => Parse(File.ReadAllBytes(path));

    /// <summary>Reads every array of an <c>.npz</c> file by its name.</summary>
    public static Dictionary<string, NumpyArray> ReadAll(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(entry => entry.FullName[..^".npy".Length], ReadEntry);
    }

    private static NumpyArray ReadEntry(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Parse(bytes.ToArray());
    }

    private static NumpyArray Parse(byte[] file)
    {
        bool isFirstVersion = file[6] == 1;
        int start = isFirstVersion ? 10 : 12;
        int length = isFirstVersion ? BitConverter.ToUInt16(file, 8) : BitConverter.ToInt32(file, 8);
        string header = Encoding.UTF8.GetString(file, start, length);
        string type = TypePattern().Match(header).Groups[1].Value;
        Assert.Contains("'fortran_order': False", header);
        int[] shape = ShapePattern().Match(header).Groups[1].Value
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(side => int.Parse(side, CultureInfo.InvariantCulture)).ToArray();
        return new NumpyArray(type, shape, file[(start + length)..]);
    }

    [GeneratedRegex("'descr': '([^']+)'")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapePattern();
}

/// <summary>One reference array: NumPy's type (<c>&lt;f4</c>, <c>|u1</c> …), its shape and its bytes in C order.</summary>
internal sealed record NumpyArray(string Type, int[] Shape, byte[] Bytes)
{
    /// <summary>The values as 64-bit floats, whatever the type.</summary>
    public double[] Doubles => Type[1..] switch
    {
        "f2" => Convert<Half>(value => (double)value),
        "f4" => Convert<float>(value => value),
        "f8" => Convert<double>(value => value),
        "u1" or "b1" => Convert<byte>(value => value),
        "i1" => Convert<sbyte>(value => value),
        "i2" => Convert<short>(value => value),
        "u2" => Convert<ushort>(value => value),
        "i4" => Convert<int>(value => value),
        "i8" => Convert<long>(value => value),
        _ => throw new NotSupportedException($"NumPy type {Type}"),
    };

    /// <summary>The values as 32-bit floats, whatever the type.</summary>
    public float[] Floats => Type[1..] == "f4" ? MemoryMarshal.Cast<byte, float>(Bytes).ToArray() : Array.ConvertAll(Doubles, value => (float)value);

    private double[] Convert<T>(Func<T, double> widen)
        where T : unmanaged
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(Bytes);
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = widen(values[i]);
        }

        return wide;
    }
}
