using Marrow.Tests;

namespace Marrow.Learning.Tests;

/// <summary>Folds against splits_final.json as nnU-Net 2.8.1 wrote them.</summary>
public class CrossValidationSplitReferenceTests
{
    [SharedTheory]
    [InlineData("Dataset301_WBC2")]
    [InlineData("Dataset302_WBC1")]
    [InlineData("Dataset303_Marrow1280")]
    [InlineData("Dataset304_BCCD")]
    [InlineData("Dataset305_WBC2rgb01")]
    public void Folds_equal_the_reference(string set)
    {
        IReadOnlyList<CrossValidationSplit> expected = CrossValidationSplit.Read(SharedData.Path("golden", "nnunet", "plans", set, "splits_final.json"));
        string[] cases = expected.SelectMany(split => split.Validation).Order(StringComparer.Ordinal).ToArray();
        IReadOnlyList<CrossValidationSplit> drawn = CrossValidationSplit.Draw(cases);
        Assert.Equal(PythonJson.Write(PythonJson.Parse(CrossValidationSplit.ToJson(expected))), CrossValidationSplit.ToJson(drawn));
    }

    [Fact]
    public void Fewer_cases_than_folds_are_refused() =>
        Assert.Equal("5 folds need at least 5 cases, there are 2", Assert.Throws<ArgumentException>(() => CrossValidationSplit.Draw(["a", "b"])).Message);
}
