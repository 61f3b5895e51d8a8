namespace Marrow.Radiomics;

/// <summary>How square patches are cut around cells.</summary>
public sealed record PatchOptions
{
    /// <summary>Side of the written patches in pixels, 1 to 4096; 0 keeps each patch's own side. 100 is system 002's.</summary>
    public int Side
    {
        get;
        init => field = value is >= 0 and <= 4096 ? value : throw new ArgumentOutOfRangeException(nameof(Side), value, "the patch side must be between 0 and 4096");
    } = 100;

    /// <summary>Cells whose bounding box is narrower are left out (and named); 25 is system 002's.</summary>
    public int MinimumWidth
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumWidth), value, "the minimum width must be 1 or more");
    } = 25;

    /// <summary>Cells whose bounding box is lower are left out (and named); 26 is system 002's.</summary>
    public int MinimumHeight
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MinimumHeight), value, "the minimum height must be 1 or more");
    } = 26;

    /// <summary>Pixels added around the bounding box on every side before the square is taken; 0 or more.</summary>
    public int Margin
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Margin), value, "the margin must not be negative");
    }
}
