namespace Marrow.Cli.Tests;

/// <summary>Values that the parser's own conversion would take for something else, and streams that nobody reads.</summary>
public class CommandLineValueTests
{
    [Theory]
    [InlineData("--margin takes a number, got '2,5'", "agree", "t.csv", "m.csv", "--margin", "2,5")]
    [InlineData("--mpp takes a number, got '0,25'", "radiomics", "a.png", "b.png", "--mpp", "0,25")]
    [InlineData("--cellularity takes a number, got '5,5'", "phantom", "section", "--cellularity", "5,5", "--out", "x")]
    [InlineData("--weights takes a number, got '0,5'", "segment", "ensemble", "a", "b", "--out", "x", "--weights", "0.5", "0,5")]
    [InlineData("--threads takes a whole number, got '1.5'", "cellularity", "--threads", "1.5", "sweep", "a.png")]
    [InlineData("--fat takes objects or percentile, got '7'", "cellularity", "a.png", "--fat", "7")]
    [InlineData("--format takes text or json, got '1'", "cellularity", "a.png", "--format", "1")]
    [InlineData("--outside takes white or black, got 'red'", "radiomics", "overlay", "a.png", "b.png", "--out", "x", "--outside", "red")]
    [InlineData("--format takes text or json, got 'xml'", "agree", "t.csv", "m.csv", "--format", "xml")]
    [InlineData("--format takes text or json, got 'xml'", "phantom", "section", "--format", "xml", "--out", "x")]
    [InlineData("--mpp takes a number, got 'abc'", "cellularity", "a.png", "--mpp", "abc")]
    [InlineData("--roi takes four whole numbers x,y,w,h, got 'a,b,c,d'", "cellularity", "a.png", "--roi", "a,b,c,d")]
    [InlineData("--glass takes a number, got 'x'", "phantom", "section", "--glass", "x")]
    [InlineData("--out takes a value, got ''", "cellularity", "a.png", "--out", "")]
    [InlineData("--out takes a value, got ''", "phantom", "section", "--out", "")]
    [InlineData("<file> is empty", "info", "")]
    [InlineData("<inputs> is empty", "stain", "normalize", "", "--out", "x")]
    public void A_value_of_another_kind_is_2_and_named_in_one_line(string sentence, params string[] arguments) =>
        Assert.Equal(sentence, MarrowProcess.Run(arguments).Refusal(ExitCodes.BadValue));

    [Theory]
    [InlineData("cellularity", "a.png")]
    [InlineData("cellularity", "sweep", "a.png")]
    [InlineData("radiomics", "a.png", "b.png")]
    [InlineData("stain", "fit", "a.png", "--out", "x")]
    [InlineData("stain", "normalize", "a.png", "--out", "x")]
    [InlineData("segment", "train", "1")]
    [InlineData("segment", "predict", "m", "pictures", "x")]
    [InlineData("segment", "agreement", "m", "pictures")]
    public void Threads_have_one_range_for_all_verbs(params string[] arguments)
    {
        Assert.Equal("--threads takes 1 to 256, got 0", MarrowProcess.Run([.. arguments, "--threads", "0"]).Refusal(ExitCodes.BadValue));
        Assert.Equal("--threads takes 1 to 256, got 257", MarrowProcess.Run([.. arguments, "--threads", "257"]).Refusal(ExitCodes.BadValue));
    }

    [Theory]
    [InlineData("unknown option '--frobnicate'", "cellularity", "a.png", "--frobnicate")]
    [InlineData("unknown option '--frobnicate'", "info", "--frobnicate", "a.png")]
    [InlineData("unknown option '--frobnicate'", "stain", "fit", "a.png", "--frobnicate")]
    [InlineData("unknown option '--frobnicate'", "radiomics", "a.png", "--frobnicate")]
    [InlineData("Option '--out' is required.", "phantom", "section")]
    [InlineData("Required argument missing for command: 'info'.", "info")]
    public void What_is_no_option_or_is_missing_is_1(string sentence, params string[] arguments)
    {
        ProcessAnswer answer = MarrowProcess.Run(arguments);
        Assert.Equal(ExitCodes.BadCommandLine, answer.Code);
        Assert.Equal($"marrow: {sentence}", answer.Errors.Split('\n')[0]);
        Assert.Empty(answer.Output);
    }

    [Theory]
    [InlineData("frobnicate 2>/dev/full", ExitCodes.BadCommandLine)]
    [InlineData("info /nowhere.png 2>/dev/full", ExitCodes.Files)]
    [InlineData("info /nowhere.png 2>&-", ExitCodes.Files)]
    public void A_complaint_that_nobody_hears_leaves_the_exit_code(string line, int code) =>
        Assert.Equal(code, MarrowProcess.Shell("exec \"$MARROW\" " + line).Code);

    [Theory]
    [InlineData("--version >/dev/full")]
    [InlineData("--help >/dev/full")]
    [InlineData("doctor >/dev/full")]
    public void Standard_output_that_takes_nothing_is_4(string line) =>
        Assert.Equal("standard output: No space left on device", MarrowProcess.Shell("exec \"$MARROW\" " + line).Refusal(ExitCodes.Files));
}
