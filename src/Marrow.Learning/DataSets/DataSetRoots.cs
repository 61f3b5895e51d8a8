using System.Globalization;

namespace Marrow.Learning;

/// <summary>
/// The three folders of nnU-Net: raw data sets, preprocessed data sets, results. Each may be named on the command line;
/// otherwise the environment variable of nnU-Net's own name says where it is.
/// </summary>
public sealed record DataSetRoots
{
    /// <summary>Holds <c>DatasetXXX_Name</c> folders; null where neither option nor variable names it.</summary>
    public string? Raw { get; init; }

    public string? Preprocessed { get; init; }

    public string? Results { get; init; }

    /// <summary>What the variables <c>nnUNet_raw</c>, <c>nnUNet_preprocessed</c> and <c>nnUNet_results</c> say; an empty one counts as absent.</summary>
    public static DataSetRoots FromEnvironment(Func<string, string?> variable) => new()
    {
        Raw = Present(variable("nnUNet_raw")),
        Preprocessed = Present(variable("nnUNet_preprocessed")),
        Results = Present(variable("nnUNet_results")),
    };

    /// <summary>Finds a raw data set by folder, by name (<c>Dataset301_WBC2</c>) or by number (<c>301</c>).</summary>
    /// <exception cref="DirectoryNotFoundException">There is none, or the folder of raw data sets is not named.</exception>
    /// <exception cref="InvalidDataException">Several data sets carry the number.</exception>
    public string FindRaw(string dataset)
    {
        if (File.Exists(Path.Combine(dataset, "dataset.json")))
        {
            return Path.GetFullPath(dataset);
        }

        string root = Raw ?? throw new DirectoryNotFoundException($"{dataset} is not a data set folder, and neither --raw nor nnUNet_raw says where data sets are");
        string pattern = int.TryParse(dataset, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? $"Dataset{number:D3}_*" : dataset;
        string[] found = Directory.Exists(root) ? Directory.GetDirectories(root, pattern) : [];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new DirectoryNotFoundException($"no data set {dataset} in {root}"),
            _ => throw new InvalidDataException($"{found.Length} data sets carry the number {dataset}: {string.Join(", ", found.Select(Path.GetFileName).Order(StringComparer.Ordinal))}"),
        };
    }

    /// <summary>Where a new raw data set goes: a bare name into the folder of raw data sets, where one is named; a path as it stands.</summary>
    public string PlaceRaw(string dataset)
    {
        bool isBare = Raw is not null && Path.GetFileName(dataset) == dataset && dataset is not ("." or "..");
        return isBare ? Path.Combine(Raw!, dataset) : dataset;
    }

    private static string? Present(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
