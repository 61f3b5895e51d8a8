namespace Marrow.Hematology;

/// <summary>Whom a slide is of and when it was taken.</summary>
/// <param name="Id">Any text that tells patients apart; null where not said.</param>
/// <param name="Date">Day of the biopsy; null where not said.</param>
/// <param name="AgeYears">Age on that day; null where not said.</param>
public sealed record PatientDocument(string? Id = null, DateOnly? Date = null, double? AgeYears = null);
