using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>One slide of a study as the tables show it: what was found, or why nothing was.</summary>
/// <param name="Slide">The slide's name.</param>
/// <param name="Path">Full path of its file.</param>
/// <param name="Document">Null where the slide failed.</param>
/// <param name="Failure">Null where it did not.</param>
public sealed record StudyRow(string Slide, string Path, PatientDocument? Patient, CellularityDocument? Document, Exception? Failure)
{
    internal static StudyRow Of(CellularityDocument document) => new(document.Slide, document.Input.Path, document.Patient, document, null);

    /// <summary>The row of a slide that failed for a reason of its own; the others go on.</summary>
    internal static StudyRow Of(StudySlide slide, Exception failure) => new(slide.Name, slide.Path, slide.Patient, null, failure);

    /// <summary>True for what is wrong with one slide or its files, and not with the folder of the results.</summary>
    internal static bool IsOfOneSlide(Exception failure) =>
        failure is SlideFormatException or UnauthorizedAccessException || (failure is IOException and not ResultFolderException);
}
