using Marrow.Imaging;
using Marrow.Radiomics;

namespace Marrow.Hematology;

/// <summary>How picture files and masks are understood when features are taken from them.</summary>
public sealed record RadiomicsInput
{
    /// <summary>How a colour picture becomes grey; a picture or volume with one channel is taken as it is, at its full depth.</summary>
    public GreyReductionKind Grey { get; init; } = GreyReductionKind.Luma;

    /// <summary>Whether each value of the mask above 0 is a region of its own (an instance mask); otherwise any non-zero value is the one region.</summary>
    public bool IsLabelMap { get; init; }

    /// <summary>Side of a pixel, which becomes the unit of lengths and areas; null measures pictures in pixels and volumes in their own spacing.</summary>
    public MicrometersPerPixel? Resolution { get; init; }
}
