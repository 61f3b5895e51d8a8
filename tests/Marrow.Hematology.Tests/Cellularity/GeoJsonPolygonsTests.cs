using Marrow.Hematology.Regions;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

public sealed class GeoJsonPolygonsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    private string Target => Path.Combine(folder.FullName, "a.geojson");

    [Fact]
    public void Polygons_are_read_wherever_they_stand()
    {
        const string one = """{"type":"Polygon","coordinates":[[[1,2],[30,2],[30,40,5]],[[3,3],[4,3],[4,4]]]}""";
        Write($$$"""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{{{one}}}]}},{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[7,7],[9,7],[9,9]]]]}}]}""");
        (IReadOnlyList<PolygonArea> areas, _) = GeoJsonPolygons.Read(Target);
        Assert.Equal([(1.0, 2.0), (30.0, 2.0), (30.0, 40.0)], areas[0].Rings[0]);
        Assert.Equal([2, 1], areas.Select(area => area.Rings.Count));
    }

    [Fact]
    public void Where_polygons_overlap_is_analysed_and_a_hole_is_not()
    {
        Write("""[{"type":"Polygon","coordinates":[[[0,0],[20,0],[20,20],[0,20]],[[2,2],[6,2],[6,6],[2,6]]]},{"type":"Polygon","coordinates":[[[10,10],[30,10],[30,30],[10,30]]]}]""");
        var area = AnalysisArea.From(new CellularityOptions { RegionOfInterestPath = Target }, new PixelSize(40, 40));
        byte[] row = new byte[40];
        int pixels = 0;
        for (int y = 0; y < 40; y++)
        {
            area.FillRow(y, 0, row);
            pixels += row.Sum(value => value);
        }

        Assert.Equal(400 - 16 + 400 - 100, pixels);
    }

    [Theory]
    [InlineData("""{"type":"Polygon","coordinates":[[[1],[2,3],[4,5]]]}""", "the GeoJSON holds a point of 1 coordinates; x and y are wanted")]
    [InlineData("""{"type":"Polygon","coordinates":[[[1,1],[2,2],[1,1]]]}""", "the GeoJSON holds a polygon of 3 points, which has no inside")]
    [InlineData("""{"type":"Polygon","coordinates":[[]]}""", "the GeoJSON holds a polygon of 0 points, which has no inside")]
    [InlineData("""{"type":"Point","coordinates":[1,1]}""", "the GeoJSON holds no polygon, only 1 of type Point")]
    [InlineData("""{"type":"Circle","coordinates":[1,1]}""", "the GeoJSON holds a Circle; only polygons limit an analysis")]
    [InlineData("""{"type":"FeatureCollection","features":[]}""", "the GeoJSON holds no polygon")]
    [InlineData("""{"type":null}""", "a GeoJSON object has no type")]
    public void What_is_no_polygon_is_refused_in_words(string text, string problem)
    {
        Write(text);
        Assert.Equal($"a.geojson: {problem}", Assert.Throws<SlideFormatException>(() => GeoJsonPolygons.Read(Target)).Message);
    }

    [Fact]
    public void Points_and_lines_beside_polygons_are_left_out_and_named()
    {
        Write("""[{"type":"Point","coordinates":[1,1]},{"type":"Polygon","coordinates":[[[0,0],[20,0],[20,20],[0,20]]]},{"type":"LineString","coordinates":[[0,0],[5,5]]},{"type":"Point","coordinates":[2,2]}]""");
        var area = AnalysisArea.From(new CellularityOptions { RegionOfInterestPath = Target }, new PixelSize(40, 40));
        Assert.Equal("1 of type LineString, 2 of type Point", area.LeftOut);
        byte[] row = new byte[40];
        area.FillRow(3, 0, row);
        Assert.Equal(20, row.Sum(value => value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1,2]")]
    [InlineData("{")]
    [InlineData("""{"type":"Feature","geometry":null}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[["a",1],[2,3],[4,5]]]}""")]
    [InlineData("""{"type":"Polygon","coordinates":[[1,2,3]]}""")]
    [InlineData("""{"type":"Polygon"}""")]
    [InlineData("""{"type":7}""")]
    public void Damaged_files_are_refused(string text)
    {
        Write(text);
        Assert.StartsWith("a.geojson: not GeoJSON with polygons: ", Assert.Throws<SlideFormatException>(() => GeoJsonPolygons.Read(Target)).Message);
    }

    [Fact]
    public void Polygons_beside_the_slide_are_refused()
    {
        Write("""{"type":"Polygon","coordinates":[[[50,50],[60,50],[60,60]]]}""");
        CellularityOptions options = new() { RegionOfInterestPath = Target };
        SlideFormatException problem = Assert.Throws<SlideFormatException>(() => AnalysisArea.From(options, new PixelSize(40, 30)));
        Assert.Equal("a.geojson: none of its polygons touches the slide of 40×30", problem.Message);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Write(string text) => File.WriteAllText(Target, text);
}
