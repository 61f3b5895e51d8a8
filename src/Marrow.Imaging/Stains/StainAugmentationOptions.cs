namespace Marrow.Imaging;

/// <summary>How far augmentation moves the stains of a picture (Tellez et al., 2018).</summary>
public sealed record StainAugmentationOptions
{
    private readonly double _strength = 0.2;
    private readonly double _shift = 0.2;

    /// <summary>Each concentration is multiplied by a number in 1 ± this, 0…1.</summary>
    public double Strength
    {
        get => _strength;
        init => _strength = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"strength must lie in 0…1, got {value}");
    }

    /// <summary>Each concentration is moved by a number in ± this, 0…2.</summary>
    public double Shift
    {
        get => _shift;
        init => _shift = value is >= 0 and <= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"shift must lie in 0…2, got {value}");
    }

    /// <summary>The same seed moves the stains alike.</summary>
    public int Seed { get; init; }
}
