using System.Security.Cryptography;

namespace Marrow.Slides;

/// <summary>The SHA-256 of a file, as every result carries it for its inputs and models.</summary>
public static class FileHash
{
    /// <summary>Lower-case hexadecimal SHA-256 of the file's bytes, read in blocks.</summary>
    public static string Sha256(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Size of the file in bytes; of a link, that of the file it leads to.</summary>
    public static long Length(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return stream.Length;
    }
}
