using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// Reads a study's manifest: CSV with a head line, a column <c>file</c> (relative paths are seen from the manifest's folder) and
/// any of <c>patient</c>, <c>date</c> (yyyy-MM-dd), <c>age</c> (years), <c>mpp</c> (µm per pixel), <c>mask</c> (file). Empty cells say nothing.
/// </summary>
internal sealed class SlideManifest
{
    private static readonly string[] Known = ["file", "patient", "date", "age", "mpp", "mask"];

    private readonly string _path;
    private readonly Dictionary<string, int> _columns;
    private readonly List<(string File, IReadOnlyList<string> Cells, int Row)> _rows = [];

    private SlideManifest(string path, IReadOnlyList<string> head)
    {
        _path = path;
        string[] names = head.Select(cell => cell.Trim().ToLowerInvariant()).ToArray();
        string? wrong = names.FirstOrDefault(name => !Known.Contains(name)) ?? names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (wrong is not null || !names.Contains("file"))
        {
            throw Refusal(wrong is null ? "has no column file" : $"has an unknown or repeated column '{wrong}'; known are {string.Join(", ", Known)}");
        }

        _columns = names.Select((name, i) => (name, i)).ToDictionary(column => column.name, column => column.i);
    }

    public IReadOnlyList<string> Files => _rows.Select(row => row.File).ToArray();

    /// <exception cref="ArgumentException">The table cannot be used; the message names file, row and column.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SlideManifest Read(string path)
    {
        IReadOnlyList<IReadOnlyList<string>> table;
        try
        {
            table = CsvText.ParseTable(File.ReadAllBytes(path));
        }
        catch (FormatException failure)
        {
            throw new ArgumentException($"{Path.GetFileName(path)}: {failure.Message}", failure);
        }

        SlideManifest manifest = new(path, table.Count > 0 ? table[0] : []);
        foreach ((int row, IReadOnlyList<string> cells) in table.Skip(1).Select((cells, i) => (i + 2, cells)))
        {
            manifest.Add(row, cells);
        }

        return manifest;
    }

    /// <summary>The slide with what the manifest says of its file; the slide itself where it says nothing.</summary>
    public StudySlide Describe(StudySlide slide)
    {
        (string File, IReadOnlyList<string> Cells, int Row) row = _rows.FirstOrDefault(row => row.File == slide.Path);
        if (row.File is null)
        {
            return slide;
        }

        CellularityOptions settings = slide.Settings;
        double? mpp = Number(row, "mpp");
        string mask = Cell(row, "mask");
        settings = mpp is null ? settings : Checked(row.Row, settings with { MicrometersPerPixel = mpp });
        settings = mask.Length == 0 ? settings : settings with { Region = RegionSource.Mask, MaskPath = FullPath(mask), ModelPath = null };
        PatientDocument patient = slide.Patient ?? new PatientDocument();
        patient = new PatientDocument(Cell(row, "patient") is { Length: > 0 } id ? id : patient.Id, Date(row) ?? patient.Date, Number(row, "age") ?? patient.AgeYears);
        return slide with { Settings = settings, Patient = patient == new PatientDocument() ? null : patient };
    }

    private void Add(int row, IReadOnlyList<string> cells)
    {
        string file = cells.Count == _columns.Count ? cells[_columns["file"]].Trim() : throw Refusal($"row {row} has {cells.Count} cells, wanted {_columns.Count}");
        string path = file.Length > 0 ? FullPath(file) : throw Refusal($"row {row} names no file");
        if (_rows.Any(other => other.File == path))
        {
            throw Refusal($"row {row} names '{file}' again");
        }

        _rows.Add((path, cells, row));
    }

    private string FullPath(string file) => Path.GetFullPath(file, Path.GetDirectoryName(Path.GetFullPath(_path))!);

    private string Cell((string File, IReadOnlyList<string> Cells, int Row) row, string column) => _columns.TryGetValue(column, out int at) ? row.Cells[at].Trim() : "";

    private double? Number((string File, IReadOnlyList<string> Cells, int Row) row, string column) => Cell(row, column) switch
    {
        "" => null,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0 && double.IsFinite(number) && (number > 0 || column == "age") => number,
        string text => throw Refusal($"row {row.Row}: '{text}' is no {column}"),
    };

    private CellularityOptions Checked(int row, CellularityOptions settings)
    {
        try
        {
            settings.Validate();
            return settings;
        }
        catch (ArgumentException failure)
        {
            throw Refusal($"row {row}: {failure.Message}");
        }
    }

    private DateOnly? Date((string File, IReadOnlyList<string> Cells, int Row) row) => Cell(row, "date") switch
    {
        "" => null,
        string text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) => date,
        string text => throw Refusal($"row {row.Row}: '{text}' is no date of the form yyyy-MM-dd"),
    };

    private ArgumentException Refusal(string problem) => new($"{Path.GetFileName(_path)}: {problem}");
}
