namespace Marrow.Learning.Tests;

public sealed class ProbabilityEnsembleTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("a")]
    [InlineData("link")]
    public void A_folder_that_is_joined_is_never_written_into(string target)
    {
        foreach (string folder in new[] { "a", "b" })
        {
            Directory.CreateDirectory(_temporary.At(folder));
            File.WriteAllText(Path.Combine(_temporary.At(folder), "x.npz"), "");
        }

        Directory.CreateSymbolicLink(_temporary.At("link"), _temporary.At("a"));
        LabelTable table = DataSetDescription.Create(["grey"], [new("background", [0]), new("cell", [1])], 2, ".png").Labels;
        string[] folders = [_temporary.At("a"), _temporary.At("b")];
        IOException refusal = Assert.Throws<IOException>(() => ProbabilityEnsemble.Join((folders, [0.5, 0.5]), table, _temporary.At(target), CancellationToken.None));
        Assert.Equal($"{_temporary.At(target)}: is one of the folders to be joined; name another one for the joined labels", refusal.Message);
    }
}
