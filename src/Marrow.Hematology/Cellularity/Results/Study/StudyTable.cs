using System.Globalization;
using System.Text;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>The tables of a study as CSV.</summary>
internal static class StudyTable
{
    private static readonly string[] Columns =
    [
        "slide", "file", "patient", "date", "ageYears", "status", "cellularityPercent", "coveragePercent", "adipocytePercent", "band", "expectedPercent",
        "areaSquareMillimeters", "haematopoieticPixels", "fatPixels", "bonePixels", "glassPixels", "excludedPixels", "analyzedPixels",
        "adipocytes", "medianDiameterPixels", "medianDiameterMicrometers", "fatRule", "threshold", "unclampedThreshold", "clamp", "region", "modelFree",
        "widthPixels", "heightPixels", "micrometersPerPixel", "suspicions", "sha256", "error",
    ];

    /// <summary><c>results.csv</c>: one row a slide; a failed one has its error and no numbers.</summary>
    public static string Results(IReadOnlyList<StudyRow> rows)
    {
        StringBuilder table = new(CsvText.Line(Columns));
        foreach (StudyRow row in rows)
        {
            object?[] head = [row.Slide, row.Path, row.Patient?.Id, Date(row.Patient?.Date), row.Patient?.AgeYears, row.Document is null ? "error" : "ok"];
            object?[] rest = row.Document is { } document ? Numbers(document) : [.. new object?[Columns.Length - head.Length - 1], row.Failure?.Message];
            table.Append(CsvText.Line(head.Concat(rest)));
        }

        return table.ToString();
    }

    /// <summary><c>series.csv</c>: the dated slides of each patient in order of time.</summary>
    public static string Series(IReadOnlyList<PatientSeries> patients)
    {
        StringBuilder table = new(CsvText.Line(["patient", "date", "daysSinceFirst", "slide", "cellularityPercent", "changeSinceFirst", "expectedPercent", "band"]));
        foreach (PatientSeries patient in patients)
        {
            foreach (CellularityDocument document in patient.Slides)
            {
                double change = document.CellularityPercent - patient.Slides[0].CellularityPercent;
                table.Append(CsvText.Line([patient.Id, Date(document.Patient!.Date), patient.DayOf(document), document.Slide, document.CellularityPercent, change, document.Band.ExpectedPercent, document.Band.Label]));
            }
        }

        return table.ToString();
    }

    private static object?[] Numbers(CellularityDocument document)
    {
        (PixelDocument pixels, AdipocyteDocument adipocytes, FatDocument fat, InputDocument input) = (document.Pixels, document.Adipocytes, document.Fat, document.Input);
        double? resolution = input.MicrometersPerPixelX is { } x && input.MicrometersPerPixelY is { } y ? Math.Sqrt(x * y) : null;
        return
        [
            document.CellularityPercent, document.CoveragePercent, document.AdipocytePercent, document.Band.Label, document.Band.ExpectedPercent,
            document.AreaSquareMillimeters, pixels.Haematopoietic, pixels.Fat, pixels.Bone, pixels.Glass, pixels.Excluded, pixels.Analyzed,
            adipocytes.Count, adipocytes.MedianDiameterPixels, adipocytes.MedianDiameterMicrometers,
            fat.Rule == FatRule.Objects ? "objects" : "percentile", fat.Threshold, fat.UnclampedThreshold, fat.Clamp, document.Method.Region, document.Method.IsModelFree ? "true" : "false",
            input.WidthPixels, input.HeightPixels, resolution, string.Join(';', document.Suspicions.Select(suspicion => suspicion.Code)), input.Sha256, null,
        ];
    }

    private static string? Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
