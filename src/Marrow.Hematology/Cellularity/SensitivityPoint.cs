namespace Marrow.Hematology;

/// <summary>One point of the sensitivity curve.</summary>
/// <param name="Threshold">Grey level above which a pixel would count as fat.</param>
/// <param name="CellularityPercent">Cellularity with that level.</param>
public sealed record SensitivityPoint(double Threshold, double CellularityPercent);
