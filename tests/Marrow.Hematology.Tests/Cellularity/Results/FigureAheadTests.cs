namespace Marrow.Hematology.Tests;

/// <summary>A figure that was drawn ahead is the picture that it would be, and no other figure's.</summary>
public sealed class FigureAheadTests
{
    private const string Small = """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="20" height="10" fill="#204080"/></svg>""";
    private const string Other = """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="30" height="10" fill="#204080"/></svg>""";

    [Fact]
    public void Only_the_same_figure_is_taken()
    {
        using FigureAhead ahead = new();
        ahead.Begin(() => Small);
        Assert.Equal(StudyFiles.Png(Small), ahead.PngOf(Small));
        Assert.Equal(StudyFiles.Png(Other), ahead.PngOf(Other));
        Assert.NotEqual(ahead.PngOf(Small), ahead.PngOf(Other));
    }

    [Fact]
    public void What_is_not_drawn_ahead_is_drawn_in_its_turn()
    {
        using FigureAhead ahead = new();
        Assert.Equal(StudyFiles.Png(Small), ahead.PngOf(Small));
        ahead.Begin(() => null);
        Assert.Equal(StudyFiles.Png(Small), ahead.PngOf(Small));
    }

    [Fact]
    public void What_fails_ahead_is_drawn_in_its_turn()
    {
        using FigureAhead ahead = new();
        ahead.Begin(() => throw new IOException("a folder is gone"));
        Assert.Equal(StudyFiles.Png(Small), ahead.PngOf(Small));
    }
}
