using System.Globalization;
using System.Xml.Linq;

namespace Marrow.Imaging.Tests;

public class ChartTests
{
    private static readonly Axis Percent = new("cellularity (%)", 0, 100);

    [Fact]
    public void A_bar_is_as_high_as_its_value()
    {
        XElement[] bars = Rectangles(Bars(false).ToSvg(), ChartColors.Blue);
        Assert.Equal(2, bars.Length);
        Assert.Equal(3.0, Height(bars[0]) / Height(bars[1]), 0.01);
    }

    [Fact]
    public void Stacked_bars_stand_on_each_other()
    {
        string svg = Bars(true).ToSvg();
        XElement lower = Rectangles(svg, ChartColors.Blue)[0], upper = Rectangles(svg, ChartColors.Orange)[1];
        Assert.Equal(Number(lower, "y"), Number(upper, "y") + Height(upper), 0.02);
    }

    [Fact]
    public void An_absent_value_draws_no_bar()
    {
        BarChart chart = new() { Title = "t", Categories = ["a", "b"], Y = Percent, Series = [new BarSeries("s", ChartColors.Blue, [null, 5])] };
        Assert.Single(Rectangles(chart.ToSvg(), ChartColors.Blue));
    }

    [Fact]
    public void Legend_swatches_have_the_colours_of_the_bars()
    {
        string svg = Bars(false).ToSvg();
        Assert.Contains(Rectangles(svg, ChartColors.Orange), swatch => Height(swatch) == 10 && Number(swatch, "width") == 10);
    }

    [Fact]
    public void Names_with_markup_emoji_and_control_signs_stay_well_formed_xml()
    {
        string name = "a<b>&\"c\" 😀\u0001é\ud800";
        string svg = new BarChart { Title = name, Categories = [name], Y = Percent, Series = [new BarSeries(name, ChartColors.Blue, [3])] }.ToSvg(900);
        Assert.Contains(XDocument.Parse(svg).Descendants(), text => text.Value == "a<b>&\"c\" 😀�é�");
    }

    [Fact]
    public void Histogram_bins_hold_every_finite_value_once()
    {
        (double start, double width, IReadOnlyList<long> counts) = HistogramChart.Bin([1, 2, 2.5, 9.99, 10, double.NaN], 10);
        Assert.Equal((1.0, 1.0, 5L), (start, width, counts.Sum()));
        Assert.Equal([1, 2, 0, 0, 0, 0, 0, 0, 2], counts);
    }

    [Fact]
    public void Identity_scatter_gives_both_axes_one_range()
    {
        ScatterChart chart = new() { Title = "t", X = new Axis("truth"), Y = new Axis("measured"), HasIdentity = true, Series = [new PointSeries("p", ChartColors.Blue, [(10, 30), (40, 20)])] };
        XElement identity = XDocument.Parse(chart.ToSvg(400, 400)).Descendants().Single(e => e.Name.LocalName == "line" && e.Attribute("stroke-dasharray") is not null);
        XElement dot = XDocument.Parse(chart.ToSvg(400, 400)).Descendants().First(e => e.Name.LocalName == "circle");
        double fraction = (Number(dot, "cx") - Number(identity, "x1")) / (Number(identity, "x2") - Number(identity, "x1"));
        Assert.Equal(0, fraction, 0.001);
    }

    [Fact]
    public void Box_quantiles_interpolate() => Assert.Equal(1.75, BoxQuartile());

    [Fact]
    public void A_figure_holds_all_panels_and_is_the_same_text_each_time()
    {
        Figure figure = new() { Title = "f", Panels = [Bars(false), Bars(true), Statistics()] };
        Assert.Equal(figure.ToSvg(), figure.ToSvg());
        Assert.Equal(3, XDocument.Parse(figure.ToSvg()).Descendants().Count(e => e.Name.LocalName == "text" && e.Value == "panel"));
    }

    [Fact]
    public void Long_names_are_shortened_in_the_middle()
    {
        TextStyle style = new();
        string shorter = style.Shorten("a very long slide name 0001.svs", 90);
        Assert.StartsWith("a ver", shorter);
        Assert.EndsWith("svs", shorter);
        Assert.True(style.WidthOf(shorter) <= 90);
    }

    [Fact]
    public void The_marked_point_of_a_curve_has_a_dot_even_past_its_ends()
    {
        (double X, double Y)[] points = [(0, 0), (10, 10)];
        LineChart Chart(double x, double y) => new()
        {
            Title = "l",
            X = new Axis("x"),
            Y = new Axis("y"),
            Series = [new PointSeries("s", ChartColors.Blue, points) { Mark = (x, y) }],
        };
        (double X, double Y) Dot(double x, double y)
        {
            XElement dot = XDocument.Parse(Chart(x, y).ToSvg(400, 300)).Descendants().Single(e => e.Name.LocalName == "circle");
            return (Number(dot, "cx"), Number(dot, "cy"));
        }

        Assert.True(Dot(2, 2).X < Dot(8, 8).X);
        Assert.True(Dot(2, 2).Y > Dot(8, 8).Y);
        Assert.InRange(Dot(40, 40).X, 0, 400);
        Assert.InRange(Dot(40, 40).Y, 0, 300);
    }

    [Fact]
    public void Empty_charts_draw_their_frame()
    {
        Chart[] empty =
        [
            new BarChart { Title = "b", Categories = [], Series = [], Y = new Axis("y") },
            new LineChart { Title = "l", Series = [], X = new Axis("x"), Y = new Axis("y") },
            new HistogramChart { Title = "h", Start = 0, BinWidth = 1, Counts = [0], X = new Axis("x"), Y = new Axis("y") },
            new BoxChart { Title = "x", Groups = [("g", [])], Y = new Axis("y") },
        ];
        Assert.All(empty, chart => Assert.NotEmpty(XDocument.Parse(chart.ToSvg()).Descendants()));
    }

    private static double BoxQuartile()
    {
        string svg = new BoxChart { Title = "t", Groups = [("g", [1, 2, 3, 4])], Y = new Axis("y", 0, 4) }.ToSvg();
        XElement box = Rectangles(svg, ChartColors.Series(0)).Single();
        XElement axis = XDocument.Parse(svg).Descendants().Last(e => e.Name.LocalName == "line" && (string?)e.Attribute("stroke") == ChartColors.Ink && Number(e, "x1") == Number(e, "x2") && Number(e, "x1") < 80);
        double bottom = Number(axis, "y2"), top = Number(axis, "y1");
        return Math.Round((bottom - (Number(box, "y") + Height(box))) / (bottom - top) * 4, 2);
    }

    private static BarChart Bars(bool stacked) => new()
    {
        Title = "panel",
        Categories = ["one", "two"],
        Y = Percent,
        IsStacked = stacked,
        Series = [new BarSeries("first", ChartColors.Blue, [60, 20]), new BarSeries("second", ChartColors.Orange, [10, 30])],
    };

    private static StatisticsPanel Statistics() => new() { Title = "panel", Rows = [("mean", "3")] };

    private static XElement[] Rectangles(string svg, string fill) =>
        XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "rect" && (string?)e.Attribute("fill") == fill && Number(e, "height") != 10 | fill != ChartColors.Blue).ToArray();

    private static double Height(XElement element) => Number(element, "height");

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
