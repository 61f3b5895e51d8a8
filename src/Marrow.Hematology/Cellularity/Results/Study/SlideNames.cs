using System.Security.Cryptography;
using System.Text;

namespace Marrow.Hematology;

/// <summary>Names for slides that are folder names on any system and never fall together.</summary>
internal static class SlideNames
{
    private const int ByteLimit = 180;

    /// <summary>
    /// One name for each full path: the file's own name, with a piece of its path's hash behind it where two files share a name
    /// (letter case not counted) or where it is a name that the study itself uses.
    /// </summary>
    public static IReadOnlyList<string> For(IReadOnlyList<string> paths)
    {
        string[] plain = paths.Select(path => Plain(Path.GetFileName(path))).ToArray();
        HashSet<string> shared = plain.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return plain.Select((name, i) => shared.Contains(name) || StudyFolder.IsReserved(name) ? $"{name}~{Fingerprint(paths[i])}" : name).ToArray();
    }

    private static string Plain(string name)
    {
        StringBuilder plain = new(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool allowed = rune.Value >= 32 && rune.Value != 0x7f && rune.Value != 0xfffd && !"<>:\"/\\|?*".Contains(rune.ToString(), StringComparison.Ordinal);
            string piece = allowed ? rune.ToString() : "_";
            if (Encoding.UTF8.GetByteCount(plain.ToString()) + Encoding.UTF8.GetByteCount(piece) > ByteLimit)
            {
                break;
            }

            plain.Append(piece);
        }

        string trimmed = plain.ToString().TrimEnd('.', ' ');
        return trimmed.Length == 0 ? "_" : trimmed[0] == '.' ? "_" + trimmed[1..] : trimmed;
    }

    private static string Fingerprint(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..8];
}
