namespace Marrow.Imaging.Tests;

public sealed class CategoryNamesTests
{
    private static readonly TextStyle Style = new(10);

    [Fact]
    public void Names_that_fit_stay() => Assert.Equal(["a.png", "b.png"], CategoryNames.Fit(["a.png", "b.png"], Style, 100));

    [Fact]
    public void A_long_name_loses_its_middle_where_it_stays_apart_from_the_others()
    {
        IReadOnlyList<string> names = CategoryNames.Fit(["a-very-long-name-of-a-slide", "b"], Style, 60);
        Assert.Equal("b", names[1]);
        Assert.Matches("^a-v.*….*ide$", names[0]);
    }

    [Fact]
    public void Names_that_would_be_alike_lose_what_they_share()
    {
        string[] slides = ["BM_GRAZ_HE_0001_01.png", "BM_GRAZ_HE_0001_02.png", "BM_GRAZ_HE_0002_01.png"];
        IReadOnlyList<string> names = CategoryNames.Fit(slides, Style, 80);
        Assert.Equal(3, names.Distinct().Count());
        Assert.All(names, name => Assert.True(Style.WidthOf(name) <= 80, name));
        Assert.EndsWith("1_01…", names[0]);
        Assert.EndsWith("1_02…", names[1]);
        Assert.EndsWith("2_01…", names[2]);
    }

    [Fact]
    public void The_same_name_twice_stays_the_same_name() =>
        Assert.Single(CategoryNames.Fit(["the same long name", "the same long name"], Style, 40).Distinct());

    [Fact]
    public void One_name_that_holds_another_is_no_trouble()
    {
        IReadOnlyList<string> names = CategoryNames.Fit(["slide-of-somebody-a", "slide-of-somebody-aa", "slide-of-somebody-aaa"], Style, 30);
        Assert.Equal(3, names.Distinct().Count());
    }
}
