namespace Marrow.Radiomics;

/// <summary>Features of regions: a row for each region, a column for each feature.</summary>
/// <param name="Columns">Names as pyradiomics gives them: <c>original_glcm_Contrast</c>.</param>
/// <param name="Rows">In the order of the labels.</param>
/// <param name="Grey">How colour became grey.</param>
/// <param name="Options">The settings of the measurement.</param>
public sealed record RadiomicsTable(IReadOnlyList<string> Columns, IReadOnlyList<RadiomicsRow> Rows, string Grey, RadiomicsOptions Options);
