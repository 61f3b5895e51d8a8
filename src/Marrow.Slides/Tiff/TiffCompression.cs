namespace Marrow.Slides;

/// <summary>Values of the tag Compression that are decoded here.</summary>
internal static class TiffCompression
{
    public const int None = 1;
    public const int Lzw = 5;
    public const int Jpeg = 7;
    public const int Deflate = 8;
    public const int PackBits = 32773;
    public const int OldDeflate = 32946;

    /// <summary>Decoded tile by tile here.</summary>
    public static bool IsOwn(int compression) => compression is None or Lzw or Jpeg or Deflate or PackBits or OldDeflate;

    /// <summary>Decoded through libtiff, from top to bottom: fax, old JPEG, LZMA, Zstandard, WebP, LERC.</summary>
    public static bool IsLibtiff(int compression) => compression is 2 or 3 or 4 or 6 or 34887 or 34925 or 50000 or 50001;
}
