namespace Marrow.Hematology;

/// <summary>Level-0 pixels of each compartment. Analysed = haematopoietic + fat + bone + glass + excluded; with outside they are the whole picture.</summary>
public sealed record PixelDocument(long Analyzed, long Haematopoietic, long Fat, long Bone, long Glass, long Excluded, long Outside)
{
    internal static PixelDocument Of(CellularityAnalysisResult result)
    {
        CompartmentCounts counts = result.Counts;
        long outside = checked(result.Size.Area - counts.Analyzed);
        return new PixelDocument(counts.Analyzed, counts.Haematopoietic, counts.Fat, counts.Bone, counts.Glass, counts.Excluded, outside);
    }
}
