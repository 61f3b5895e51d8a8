namespace Marrow.Learning;

/// <summary>Two tables joined by name.</summary>
/// <param name="Column">What the measured table calls the number.</param>
/// <param name="Pairs">In the order of the truth.</param>
/// <param name="OnlyInTruth">Names without a partner.</param>
/// <param name="OnlyInMeasured">Names without a partner.</param>
/// <param name="Unusable">Rows whose number is missing, with the reason.</param>
public sealed record PairedTable(string Column, IReadOnlyList<PairedNumber> Pairs, IReadOnlyList<string> OnlyInTruth, IReadOnlyList<string> OnlyInMeasured, IReadOnlyList<string> Unusable)
{
    /// <summary>Joins the rows of two CSV files whose first column is a name.</summary>
    /// <param name="columns">Which column holds the number in the truth and in the measurement (null: the only other column, or <c>cellularityPercent</c>), and which one of the truth the stratum (null: none).</param>
    /// <exception cref="InvalidDataException">A file is no such table; the message names it.</exception>
    public static PairedTable Read(string truthPath, string measuredPath, (string? Truth, string? Measured, string? Stratum) columns)
    {
        CsvTable truth = CsvTable.Read(truthPath), measured = CsvTable.Read(measuredPath);
        int truthColumn = truth.NumberColumn(columns.Truth), measuredColumn = measured.NumberColumn(columns.Measured);
        int? stratum = columns.Stratum is { } name ? truth.Column(name) : null;
        var rows = measured.Rows.ToDictionary(row => row[0], StringComparer.Ordinal);
        var pairs = new List<PairedNumber>();
        var unusable = new List<string>();
        foreach (string[] row in truth.Rows.Where(row => rows.ContainsKey(row[0])))
        {
            string left = row[truthColumn], right = rows[row[0]][measuredColumn];
            if (CsvTable.Number(left) is { } a && CsvTable.Number(right) is { } b)
            {
                pairs.Add(new PairedNumber(row[0], a, b, stratum is { } column ? row[column] : null));
            }
            else
            {
                unusable.Add($"{row[0]}: '{left}' and '{right}' are not two numbers");
            }
        }

        var known = truth.Rows.Select(row => row[0]).ToHashSet(StringComparer.Ordinal);
        return new PairedTable(
            measured.NameOf(measuredColumn),
            pairs,
            [.. known.Where(one => !rows.ContainsKey(one))],
            [.. rows.Keys.Where(one => !known.Contains(one))],
            unusable);
    }
}
