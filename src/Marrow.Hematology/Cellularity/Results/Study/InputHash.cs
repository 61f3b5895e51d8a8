using System.Security.Cryptography;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>What a slide's bytes are known by.</summary>
internal sealed record InputHash(string Sha256, long Bytes)
{
    /// <summary>Of the file; of an MRXS slide also the files in the folder of its name, in name order.</summary>
    public static InputHash Of(string path, CancellationToken token)
    {
        string companion = Path.ChangeExtension(path, null);
        if (!Path.GetExtension(path).Equals(".mrxs", StringComparison.OrdinalIgnoreCase) || !Directory.Exists(companion))
        {
            return new InputHash(FileHash.Sha256(path), FileHash.Length(path));
        }

        using IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = 0;
        foreach (string file in Directory.GetFiles(companion).Order(StringComparer.Ordinal).Prepend(path))
        {
            token.ThrowIfCancellationRequested();
            whole.AppendData(Convert.FromHexString(FileHash.Sha256(file)));
            bytes = checked(bytes + FileHash.Length(file));
        }

        return new InputHash(Convert.ToHexStringLower(whole.GetHashAndReset()), bytes);
    }
}
