using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Marrow.Torch;

namespace Marrow.Models.Tests;

/// <summary>Reads numpy's npy and npz files into tensors.</summary>
internal static partial class NumpyArchive
{
    public static Dictionary<string, Tensor> ReadNpz(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        return zip.Entries.ToDictionary(entry => entry.FullName[..^".npy".Length], entry =>
        {
            using Stream stream = entry.Open();
            return Read(stream);
        });
    }

    public static Tensor ReadNpy(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream);
    }

    private static Tensor Read(Stream stream)
    {
        using BinaryReader reader = new(stream);
        reader.ReadBytes(8);
        string header = Encoding.ASCII.GetString(reader.ReadBytes(reader.ReadUInt16()));
        Assert.Contains("'fortran_order': False", header);
        long[] shape = Number().Matches(ShapeText().Match(header).Groups[1].Value).Select(match => long.Parse(match.Value, CultureInfo.InvariantCulture)).ToArray();
        using MemoryStream memory = new();
        stream.CopyTo(memory);
        byte[] bytes = memory.ToArray();
        return TypeText().Match(header).Groups[1].Value switch
        {
            "<f4" => Creation.From<float>(MemoryMarshal.Cast<byte, float>(bytes), shape),
            "<f8" => Creation.From<double>(MemoryMarshal.Cast<byte, double>(bytes), shape),
            "<i8" => Creation.From<long>(MemoryMarshal.Cast<byte, long>(bytes), shape),
            "|u1" => Creation.From<byte>(bytes, shape),
            "|b1" => Creation.From<bool>(MemoryMarshal.Cast<byte, bool>(bytes), shape),
            string other => throw new NotSupportedException(other),
        };
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapeText();

    [GeneratedRegex("'descr': '([^']*)'")]
    private static partial Regex TypeText();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
