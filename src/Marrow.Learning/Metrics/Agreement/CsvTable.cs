using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>A CSV file (RFC 4180): a header, then rows that begin with a name.</summary>
internal sealed class CsvTable
{
    /// <summary>The column that <c>marrow cellularity</c> writes its number to.</summary>
    public const string Cellularity = "cellularityPercent";

    private readonly string _file;
    private readonly string[] _header;

    private CsvTable(string path, List<string[]> lines)
    {
        _file = Path.GetFileName(path);
        _header = lines.Count > 0 ? lines[0] : throw new InvalidDataException($"{_file}: is empty");
        if (_header.Skip(1).FirstOrDefault(cell => Number(cell) is not null) is { } number)
        {
            throw new InvalidDataException($"{_file}: begins with the number {number}; a header is wanted, which names the columns");
        }

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
        int[] columns = [.. Enumerable.Range(0, _header.Length).Where(i => string.Equals(_header[i], name, StringComparison.OrdinalIgnoreCase))];
        return columns.Length == 1 ? columns[0]
            : columns.Length > 1 ? throw new InvalidDataException($"{_file}: has {columns.Length} columns '{name}'")
            : throw new InvalidDataException($"{_file}: has no column '{name}', only {string.Join(", ", _header)}");
    }

    public int NumberColumn(string? name) =>
        name is not null ? Column(name)
        : _header.Length == 2 ? 1
        : _header.Contains(Cellularity) ? Column(Cellularity)
        : throw new InvalidDataException($"{_file}: has {_header.Length} columns; say with --column which one to compare");

    public string NameOf(int column) => _header[column];

    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    private static List<string[]> Parse(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path}: is a folder; a CSV file is wanted (--masks compares folders)");
        }

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
