namespace Marrow.Hematology;

/// <summary>One slide of a study as the tables show it: what was found, or why nothing was.</summary>
/// <param name="Slide">The slide's name.</param>
/// <param name="Path">Full path of its file.</param>
/// <param name="Document">Null where the slide failed.</param>
/// <param name="Failure">Null where it did not.</param>
public sealed record StudyRow(string Slide, string Path, PatientDocument? Patient, CellularityDocument? Document, Exception? Failure)
{
    internal static StudyRow Of(CellularityDocument document) => new(document.Slide, document.Input.Path, document.Patient, document, null);
}
