namespace Marrow.Hematology;

/// <summary>One slide of a study: its file, its name, its settings and whom it is of.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Name">Unique in the study; the slide's folder has this name.</param>
public sealed record StudySlide(string Path, string Name, CellularityOptions Settings, PatientDocument? Patient);
