using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>How many perturbed copies to make of each picture, and how far from it.</summary>
public sealed record StainCopies
{
    private readonly int count = 1;

    /// <summary>Copies of each picture, 1…1000.</summary>
    public int Count
    {
        get => count;
        init => count = value is >= 1 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"copies must lie in 1…1000, got {value}");
    }

    /// <summary>Strength and shift; the seed of each copy follows from this one, the picture's name and the copy's number.</summary>
    public StainAugmentationOptions Augmentation { get; init; } = new();
}
