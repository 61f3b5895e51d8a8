using System.Globalization;
using System.Text;
using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>Feature tables as CSV and JSON. Numbers are written so that they read back to the same double; an undefined value is empty (JSON: null) and its reason is given.</summary>
public static class RadiomicsText
{
    /// <summary>
    /// One line for each region: image, label, bounding box, grey reduction, the features, and at the end
    /// <c>undefined</c> with <c>column: reason</c> for each empty cell, reasons shared by several columns once.
    /// </summary>
    public static string Csv(IReadOnlyList<(string Image, RadiomicsTable Table)> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var text = new StringBuilder();
        if (tables.Count > 0)
        {
            text.Append(CsvText.Line(["image", "label", "x", "y", "width", "height", "grey", .. tables[0].Table.Columns, "undefined"]));
        }

        foreach ((string image, RadiomicsTable table) in tables)
        {
            foreach (RadiomicsRow row in table.Rows)
            {
                (PixelRectangle box, IEnumerable<object?> values) = (row.Box, row.Values.Select(value => (object?)value.Value));
                text.Append(CsvText.Line([image, row.Label, box.X, box.Y, box.Width, box.Height, table.Grey, .. values, Undefined(table, row)]));
            }
        }

        return text.ToString();
    }

    /// <summary>Settings, grey reduction and rows; features by name.</summary>
    public static string Json(IReadOnlyList<(string Image, RadiomicsTable Table)> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        return StrictJson.Write(new
        {
            settings = tables.Count > 0 ? tables[0].Table.Options : null,
            regions = tables.SelectMany(entry => entry.Table.Rows.Select(row => new
            {
                image = entry.Image,
                label = row.Label,
                box = new { row.Box.X, row.Box.Y, row.Box.Width, row.Box.Height },
                grey = entry.Table.Grey,
                features = Pair(entry.Table, row).ToDictionary(pair => pair.Column, pair => pair.Value.Value),
                undefined = Pair(entry.Table, row).Where(pair => pair.Value.Value is null).ToDictionary(pair => pair.Column, pair => pair.Value.Reason),
            })).ToArray(),
        });
    }

    /// <summary>The catalogue as a table: column, IBSI code, formula, when undefined, source.</summary>
    public static string Catalogue()
    {
        var text = new StringBuilder();
        foreach (FeatureDefinition definition in FeatureCatalog.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"{definition.Column}{(definition.IsStandard ? "" : "  (not among pyradiomics' columns)")}\n");
            text.Append(CultureInfo.InvariantCulture, $"    {definition.Formula}\n");
            text.Append(definition.Ibsi.Length > 0 ? $"    IBSI: {definition.Ibsi}\n" : "");
            text.Append(definition.UndefinedWhen.Length > 0 ? $"    undefined when {definition.UndefinedWhen}\n" : "");
            text.Append(CultureInfo.InvariantCulture, $"    source: {definition.Source}\n");
        }

        foreach ((string name, string formula) in CellMorphometry.Definitions)
        {
            text.Append(CultureInfo.InvariantCulture, $"cell_{name.Replace("UNIT", "um|px", StringComparison.Ordinal)}  (marrow radiomics cells)\n    {formula}\n    source: Marrow, docs/radiomics.md\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(string Column, FeatureValue Value)> Pair(RadiomicsTable table, RadiomicsRow row) => table.Columns.Zip(row.Values);

    private static string Undefined(RadiomicsTable table, RadiomicsRow row) => string.Join("; ", Pair(table, row)
        .Where(pair => pair.Value.Value is null)
        .GroupBy(pair => pair.Value.Reason)
        .Select(group => group.Count() == table.Columns.Count ? $"all: {group.Key}" : $"{string.Join(" ", group.Select(pair => pair.Column))}: {group.Key}"));
}
