using System.IO.Compression;

namespace Marrow.Learning;

/// <summary>Opens zips that others wrote.</summary>
internal static class WholeZip
{
    /// <exception cref="InvalidDataException">The file is cut short or no zip.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public static ZipArchive Open(string path)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: it is cut short or no zip", damage);
        }
    }
}
