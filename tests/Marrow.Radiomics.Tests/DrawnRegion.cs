using Marrow.Imaging;

namespace Marrow.Radiomics.Tests;

/// <summary>Small pictures and regions drawn from a seed.</summary>
internal static class DrawnRegion
{
    /// <summary>Grey values 0 to 255 with some spatial coherence, and a region of irregular outline.</summary>
    public static (GreyPicture Picture, LabelMap Labels) Of(int seed, int width = 19, int height = 14)
    {
        var random = new Random(seed);
        var grey = new Raster<double>(width, height, 1);
        var labels = new LabelMap(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double wave = 90 + (60 * Math.Sin((x + seed) / 3.0) * Math.Cos(y / 2.5));
                grey[x, y] = Math.Clamp(Math.Floor(wave + random.Next(40)), 0, 255);
                labels[x, y] = random.Next(8) > 0 ? 1 + (x >= width / 2 ? 1 : 0) : 0;
            }
        }

        return (new GreyPicture(grey, "drawn"), labels);
    }

    public static GreyPicture With(this GreyPicture picture, Func<double, double> function) =>
        picture with { Samples = new Raster<double>(picture.Samples.Width, picture.Samples.Height, 1, Array.ConvertAll(picture.Samples.Samples, value => function(value))) };

    /// <summary>Both turned by 90°: what was at (x, y) is at (height − 1 − y, x).</summary>
    public static (GreyPicture Picture, LabelMap Labels) Turned(GreyPicture picture, LabelMap labels)
    {
        (int width, int height) = (labels.Width, labels.Height);
        var grey = new Raster<double>(height, width, 1);
        var map = new LabelMap(height, width);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                grey[height - 1 - y, x] = picture.Samples[x, y];
                map[height - 1 - y, x] = labels[x, y];
            }
        }

        return (picture with { Samples = grey }, map);
    }

    /// <summary>Name, value pairs of one row; undefined values as NaN.</summary>
    public static Dictionary<string, double> Named(this RadiomicsTable table, int row = 0) =>
        table.Columns.Zip(table.Rows[row].Values).ToDictionary(pair => pair.First, pair => pair.Second.Value ?? double.NaN);

    /// <summary>Fails with the first few columns that differ by more than a relative tolerance.</summary>
    public static void AssertSame(Dictionary<string, double> expected, Dictionary<string, double> actual, double tolerance = 1e-9)
    {
        string[] misses = expected.Where(pair => !(double.IsNaN(pair.Value) && double.IsNaN(actual[pair.Key]))
                && !(Math.Abs(actual[pair.Key] - pair.Value) <= tolerance * Math.Max(1, Math.Abs(pair.Value))))
            .Select(pair => $"{pair.Key}: {actual[pair.Key]} for {pair.Value}").ToArray();
        Assert.Empty(misses);
    }
}
