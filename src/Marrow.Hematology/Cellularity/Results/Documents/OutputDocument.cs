using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>A file that was written beside <c>result.json</c>.</summary>
public sealed record OutputDocument(string File, long Bytes, string Sha256)
{
    internal static OutputDocument Of(string path) => new(Path.GetFileName(path), new FileInfo(path).Length, FileHash.Sha256(path));
}
