namespace Marrow.Imaging;

/// <summary>A file that a reference was measured on.</summary>
/// <param name="Name">File name without folders.</param>
/// <param name="Sha256">Lower-case hexadecimal hash of its bytes.</param>
public sealed record StainSource(string Name, string Sha256);
