using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Imaging.Tests;

public class CsvTextTests
{
    [Fact]
    public void Cells_are_quoted_only_where_they_need_it() =>
        Assert.Equal("a,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\",,1.5,-2\r\n", CsvText.Line(["a", "b,c", "say \"x\"", "two\nlines", null, 1.5, -2]));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+A1")]
    [InlineData("-A1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\tx")]
    public void Formulas_become_texts(string formula)
    {
        string line = CsvText.Line([formula]);
        Assert.StartsWith("'", line.TrimStart('"'));
        Assert.Equal(formula, CsvText.Parse(line)[0][0]);
    }

    [Fact]
    public void What_is_written_is_read_back() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>[]>(), texts =>
        {
            string[] cells = ["first", .. texts.Select(text => text.Get.StartsWith('\'') ? "x" : text.Get)];
            return CsvText.Parse(CsvText.Line(cells) + CsvText.Line(cells)).All(row => row.SequenceEqual(cells));
        }));

    [Fact]
    public void Byte_order_mark_blank_lines_and_bare_line_feeds_are_accepted() =>
        Assert.Equal([["a", "b"], ["1", ""]], CsvText.Parse("\ufeffa,b\n\n1,"));

    [Theory]
    [InlineData("a\n\"b", "line 2: a quoted cell does not end")]
    [InlineData("\"a\"b", "line 1: a cell goes on after its closing quote")]
    public void Broken_quotes_are_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => CsvText.Parse(text)).Message);

    [Fact]
    public void A_spreadsheet_s_table_is_utf_8_or_utf_16_with_its_mark()
    {
        const string Table = "file,patient\nä.png,Müller\n";
        foreach (Encoding encoding in new Encoding[] { new UTF8Encoding(false), Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            Assert.Equal([["file", "patient"], ["ä.png", "Müller"]], CsvText.ParseTable([.. encoding.Preamble, .. encoding.GetBytes(Table)]));
        }
    }

    [Theory]
    [InlineData("patient\nM\u00fcller", "is not UTF-8 text; a spreadsheet saves it as 'CSV UTF-8'")]
    [InlineData("file;mpp\na.png;0,25", "has cells parted by semicolons; commas are wanted, and points in numbers")]
    [InlineData("file\tmpp\na.png\t0.25", "has cells parted by tabs; commas are wanted, and points in numbers")]
    public void What_would_be_misread_is_refused(string table, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => CsvText.ParseTable(Encoding.Latin1.GetBytes(table))).Message);
}
