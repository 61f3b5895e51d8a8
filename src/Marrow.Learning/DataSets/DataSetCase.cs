namespace Marrow.Learning;

/// <summary>One picture of a data set: its name, a file for each channel (or one colour file), and the label file, null where there is none.</summary>
public sealed record DataSetCase(string Name, IReadOnlyList<string> Images, string? Label);
