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
}
