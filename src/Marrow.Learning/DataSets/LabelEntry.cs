namespace Marrow.Learning;

/// <summary>One named structure of a data set: a single label, or the labels that together make a region.</summary>
public sealed record LabelEntry(string Name, IReadOnlyList<int> Labels)
{
    /// <summary>How nnU-Net's result files name it: <c>2</c>, or <c>(1, 2)</c> for a region.</summary>
    public string Key => Labels.Count == 1 ? $"{Labels[0]}" : $"({string.Join(", ", Labels)})";
}
