namespace Marrow.Slides;

/// <summary>Values of the tag PhotometricInterpretation.</summary>
internal static class TiffPhotometric
{
    public const int WhiteIsZero = 0;
    public const int BlackIsZero = 1;
    public const int Rgb = 2;
    public const int Palette = 3;
    public const int Separated = 5;
    public const int Ycc = 6;
    public const int Lab = 8;
}
