using System.Text.Json.Serialization;

namespace Marrow.Radiomics;

/// <summary>How regions are measured. The defaults are pyradiomics' two-dimensional ones.</summary>
public sealed record RadiomicsOptions
{
    /// <summary>Width of a grey-level bin, in grey values; above 0. Used unless <see cref="BinCount"/> is given. 25 is pyradiomics' default.</summary>
    public double BinWidth
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BinWidth), value, "the bin width must be a positive number");
    } = 25;

    /// <summary>Number of equal bins between each region's minimum and maximum, 1 to 1024; null takes <see cref="BinWidth"/>.</summary>
    public int? BinCount
    {
        get;
        init => field = value is null or (>= 1 and <= LevelPlane.MostLevels)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BinCount), value, $"the bin count must be between 1 and {LevelPlane.MostLevels}");
    }

    /// <summary>
    /// At which distances (greatest coordinate difference, in pixels) pixels count as neighbours for co-occurrence, dependence and
    /// grey-tone difference; 1 to 16, each once.
    /// </summary>
    public IReadOnlyList<int> Distances
    {
        get;
        init => field = value is { Count: > 0 } && value.All(distance => distance is >= 1 and <= 16) && value.Distinct().Count() == value.Count
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Distances), "distances must be whole numbers from 1 to 16, each once");
    } = [1];

    /// <summary>How matrices of several directions and planes become one value. For a single picture, the two averages agree, and so do the two combinations.</summary>
    public TextureAggregation Aggregation { get; init; } = TextureAggregation.Average25D;

    /// <summary>By how many levels a neighbour may differ and still be dependent (GLDM's α); 0 or more. 0 is IBSI's and pyradiomics' default.</summary>
    public int DependenceTolerance
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(DependenceTolerance), value, "the dependence tolerance must not be negative");
    }

    /// <summary>Rescaling of the whole picture's grey values before all else; null for none.</summary>
    public GreyNormalization? Normalization { get; init; }

    /// <summary>A new pixel grid; null keeps the picture's.</summary>
    public Resampling? Resampling { get; init; }

    /// <summary>Which grey values stay in a region; null keeps all.</summary>
    public Resegmentation? Resegmentation { get; init; }

    /// <summary>The filtered pictures to measure, in the order of their columns.</summary>
    public IReadOnlyList<ImageFilter> Filters
    {
        get;
        init => field = value is { Count: > 0 } ? value : throw new ArgumentException("at least one image type must be measured", nameof(Filters));
    } = [ImageFilter.Original];

    /// <summary>The families to measure.</summary>
    public IReadOnlyList<FeatureFamily> Families
    {
        get;
        init => field = value is { Count: > 0 } ? value : throw new ArgumentException("at least one feature family must be measured", nameof(Families));
    } =
    [
        FeatureFamily.Shape2D, FeatureFamily.FirstOrder, FeatureFamily.Glcm, FeatureFamily.Gldm, FeatureFamily.Glrlm,
        FeatureFamily.Glszm, FeatureFamily.Ngtdm,
    ];

    /// <summary>Whether features that IBSI defines and pyradiomics lacks are added after each family's own.</summary>
    public bool IncludeIbsiExtras { get; init; }

    /// <summary>How many threads measure; 1 or more. The result does not depend on it.</summary>
    [JsonIgnore]
    public int Threads
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Threads), value, "the number of threads must be 1 or more");
    } = 2;
}
