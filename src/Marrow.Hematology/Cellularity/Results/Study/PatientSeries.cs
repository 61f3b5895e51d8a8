namespace Marrow.Hematology;

/// <summary>The dated slides of one patient, in order of time and then name.</summary>
internal sealed record PatientSeries(string Id, IReadOnlyList<CellularityDocument> Slides)
{
    public DateOnly First => Slides[0].Patient!.Date!.Value;

    public int DayOf(CellularityDocument slide) => slide.Patient!.Date!.Value.DayNumber - First.DayNumber;

    /// <summary>Patients with slides of at least two days, by id.</summary>
    public static IReadOnlyList<PatientSeries> Of(IReadOnlyList<StudyRow> rows) => rows
        .Select(row => row.Document)
        .OfType<CellularityDocument>()
        .Where(document => document.Patient is { Id: not null, Date: not null })
        .GroupBy(document => document.Patient!.Id!, StringComparer.Ordinal)
        .Where(patient => patient.Select(document => document.Patient!.Date).Distinct().Count() > 1)
        .OrderBy(patient => patient.Key, StringComparer.Ordinal)
        .Select(patient => new PatientSeries(patient.Key, patient.OrderBy(document => document.Patient!.Date).ThenBy(document => document.Slide, StringComparer.Ordinal).ToArray()))
        .ToArray();
}
