using System.Text;

namespace Marrow.Imaging;

/// <summary>
/// Tables as comma-separated text (RFC 4180): CRLF line ends, cells quoted where they need it.
/// A text that a spreadsheet would run as a formula is written behind an apostrophe (OWASP, CSV injection).
/// </summary>
public static class CsvText
{
    /// <summary>One line with its line end. Cells that are <see cref="string"/> are texts; what formats itself is a number; null is empty.</summary>
    public static string Line(IEnumerable<object?> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        return string.Join(',', cells.Select(Cell)) + "\r\n";
    }

    /// <summary>Reads a table with a head line as somebody's spreadsheet saved it: UTF-8, or UTF-16 with its mark.</summary>
    /// <exception cref="FormatException">It is no such text, or its cells are parted by semicolons or tabs.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> ParseTable(ReadOnlySpan<byte> file)
    {
        IReadOnlyList<IReadOnlyList<string>> rows = Parse(Decode(file));
        return rows.Count > 0 && rows[0] is [var head] && head.AsSpan().ContainsAny(";\t")
            ? throw new FormatException($"has cells parted by {(head.Contains(';', StringComparison.Ordinal) ? "semicolons" : "tabs")}; commas are wanted, and points in numbers")
            : rows;
    }

    /// <summary>Splits a text into rows of cells; a byte-order mark, LF line ends and blank lines are accepted. The apostrophe of <see cref="Line"/> is taken off.</summary>
    /// <exception cref="FormatException">A quoted cell does not end, or goes on after its quote; the message names the line.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<IReadOnlyList<string>> rows = [];
        List<string> row = [];
        int line = 1;
        for (int at = text.StartsWith('\ufeff') ? 1 : 0; at < text.Length;)
        {
            row.Add(Bare(ReadCell(text, ref at, ref line)));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                if (at == text.Length)
                {
                    row.Add("");
                }

                continue;
            }

            at = SkipLineEnd(text, at);
            line++;
            rows.Add(row);
            row = [];
        }

        if (row.Count > 0)
        {
            rows.Add(row);
        }

        return rows.Where(cells => cells.Count > 1 || cells[0].Length > 0).ToArray();
    }

    // Any other encoding would turn what differs between two patients' names into the same sign.
    private static string Decode(ReadOnlySpan<byte> file)
    {
        try
        {
            return file switch
            {
                [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(file),
                [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(file),
                _ => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file),
            };
        }
        catch (DecoderFallbackException failure)
        {
            throw new FormatException("is not UTF-8 text; a spreadsheet saves it as 'CSV UTF-8'", failure);
        }
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => Quote(IsFormula(text) ? "'" + text : text),
        IFormattable number => Quote(number.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
        _ => Quote(value.ToString() ?? ""),
    };

    private static bool IsFormula(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r';

    private static string Bare(string text) => text.Length > 1 && text[0] == '\'' && IsFormula(text[1..]) ? text[1..] : text;

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny("\",\r\n") ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;

    private static string ReadCell(string text, ref int at, ref int line)
    {
        if (at < text.Length && text[at] == '"')
        {
            return ReadQuoted(text, ref at, ref line);
        }

        int start = at;
        while (at < text.Length && text[at] is not (',' or '\r' or '\n'))
        {
            at++;
        }

        return text[start..at];
    }

    private static string ReadQuoted(string text, ref int at, ref int line)
    {
        int opened = line;
        StringBuilder cell = new();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                line += text[at] == '\n' ? 1 : 0;
                cell.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else
            {
                at++;
                return at == text.Length || text[at] is ',' or '\r' or '\n'
                    ? cell.ToString()
                    : throw new FormatException($"line {line}: a cell goes on after its closing quote");
            }
        }

        throw new FormatException($"line {opened}: a quoted cell does not end");
    }

    private static int SkipLineEnd(string text, int at)
    {
        at += at < text.Length && text[at] == '\r' ? 1 : 0;
        return at < text.Length && text[at] == '\n' ? at + 1 : at;
    }
}
