using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>A CSV file (RFC 4180): a header, then rows that begin with a name.</summary>
internal sealed class CsvTable
{
    private readonly string _file;
    private readonly string[] _header;

    private CsvTable(string path, List<string[]> lines)
    {
        _file = Path.GetFileName(path);
        _header = lines.Count > 0 ? lines[0] : throw new InvalidDataException($"{_file}: is empty");
        Rows = lines[1..];
        if (Rows.FirstOrDefault(row => row.Length != _header.Length) is { } bad)
        {
            throw new InvalidDataException($"{_file}: row '{bad[0]}' has {bad.Length} fields, the header {_header.Length}");
        }

        if (Rows.GroupBy(row => row[0], StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"{_file}: '{twice.Key}' stands in more than one row");
        }
    }

    public IReadOnlyList<string[]> Rows { get; }

    public static CsvTable Read(string path) => new(path, Parse(path));

    public int Column(string name)
    {
        int column = Array.FindIndex(_header, one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase));
        return column >= 0 ? column : throw new InvalidDataException($"{_file}: has no column '{name}', only {string.Join(", ", _header)}");
    }

    public int NumberColumn(string? name) =>
        name is not null ? Column(name)
        : _header.Length == 2 ? 1
        : Array.IndexOf(_header, "cellularityPercent") is >= 0 and var column ? column
        : throw new InvalidDataException($"{_file}: has {_header.Length} columns; say with --column which one to compare");

    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    private static List<string[]> Parse(string path)
    {
        try
        {
            return [.. CsvText.ParseTable(File.ReadAllBytes(path)).Select(row => row.Select(cell => cell.Trim()).ToArray()).Where(row => row.Any(cell => cell.Length > 0))];
        }
        catch (FormatException failure)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: {failure.Message}", failure);
        }
    }
}
