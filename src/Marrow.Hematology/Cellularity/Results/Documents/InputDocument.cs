using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>The slide or picture that was analysed.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Sha256">Of the file's bytes; of all files in name order for a slide of several (MRXS).</param>
/// <param name="Bytes">Size of what was hashed.</param>
/// <param name="Format">What it was opened as.</param>
/// <param name="MicrometersPerPixelX">Null where unknown.</param>
/// <param name="ResolutionSource"><c>file</c>, <c>settings</c> or <c>unknown</c>.</param>
public sealed record InputDocument(
    string Path, string Sha256, long Bytes, string Format, int WidthPixels, int HeightPixels,
    string ResolutionSource, double? MicrometersPerPixelX = null, double? MicrometersPerPixelY = null)
{
    internal static InputDocument Of(Slide slide, InputHash hash, PixelPitch? used, CellularityOptions settings) => new(
        System.IO.Path.GetFullPath(slide.Path), hash.Sha256, hash.Bytes, slide.Format, slide.Size.Width, slide.Size.Height,
        used is null ? "unknown" : settings.MicrometersPerPixel is null ? "file" : "settings", used?.X.Value, used?.Y.Value);
}
