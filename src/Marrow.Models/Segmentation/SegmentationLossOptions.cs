namespace Marrow.Models;

/// <summary>How <see cref="SegmentationLoss"/> counts.</summary>
public sealed record SegmentationLossOptions
{
    /// <summary>True pools the Dice over the batch, as plans ask for with <c>batch_dice</c>; false takes it per picture.</summary>
    public bool IsBatchDice { get; init; } = true;

    /// <summary>True where channels are overlapping regions with sigmoid and binary cross-entropy; false where they are classes.</summary>
    public bool HasRegions { get; init; }

    /// <summary>
    /// Pixels of this label do not count; null where all do. With regions the last target channel marks them instead, and any number here says so.
    /// </summary>
    public long? IgnoredLabel { get; init; }
}
