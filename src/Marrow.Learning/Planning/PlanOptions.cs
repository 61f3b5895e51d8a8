namespace Marrow.Learning;

/// <summary>How a data set is planned.</summary>
public sealed record PlanOptions
{
    private readonly double? _memoryGigabytes;

    /// <summary>Which network and which constants; the plain network by default, as in nnU-Net.</summary>
    public PlanPreset Preset { get; init; } = PlanPreset.Default;

    /// <summary>Graphics memory to plan for, in GB, above 0; the preset's own (8, 8, 24, 40) when null.</summary>
    public double? MemoryGigabytes
    {
        get => _memoryGigabytes;
        init => _memoryGigabytes = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MemoryGigabytes), $"memory must be above 0 GB, got {value}");
    }
}
