namespace Marrow.Slides;

/// <summary>What a file is by its first bytes, whatever its name says.</summary>
internal enum PictureKind
{
    Unknown,
    Png,
    Jpeg,
    Bmp,
    Tiff,
    Dicom,
}
