namespace Marrow.Cli.Tests;

/// <summary>What a process said.</summary>
internal sealed record ProcessAnswer(int Code, string Output, string Errors)
{
    /// <summary>Asserts the exit code and that stderr is one sentence of ours, and gives that sentence.</summary>
    public string Refusal(int code)
    {
        Assert.True(Code == code, $"exit code {Code}, wanted {code}; stderr: {Errors}");
        string line = Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("marrow: ", line);
        return line["marrow: ".Length..];
    }
}
