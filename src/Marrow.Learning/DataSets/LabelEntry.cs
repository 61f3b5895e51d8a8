namespace Marrow.Learning;

/// <summary>One named structure of a data set: a single label, or the labels that together make a region.</summary>
public sealed record LabelEntry(string Name, IReadOnlyList<int> Labels)
{
    /// <summary>Whether a single label is written as a list, <c>[2]</c>, which nnU-Net's result files keep where there are regions.</summary>
    public bool IsListed { get; init; }

    /// <summary>How nnU-Net's result files name it: <c>2</c>, or <c>(1, 2)</c> for a region, <c>(2,)</c> for one of a single listed label.</summary>
    public string Key => Labels.Count > 1 ? $"({string.Join(", ", Labels)})" : IsListed ? $"({Labels[0]},)" : $"{Labels[0]}";
}
