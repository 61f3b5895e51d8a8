using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>
/// Uniform, rotation-invariant local binary patterns, 8 samples on a circle of radius 1 (Ojala 2002): the number of samples not below
/// the centre where they form at most one arc, else 9. Samples between pixels are bilinear; outside the picture is 0.
/// </summary>
internal static class LocalBinaryPattern
{
    private const int Samples = 8;

    /// <summary>The samples' places, rounded to five digits so that those on the axes hit pixels exactly.</summary>
    private static readonly (double X, double Y)[] Circle = Enumerable.Range(0, Samples)
        .Select(k => (Math.Round(Math.Cos(2 * Math.PI * k / Samples), 5), Math.Round(-Math.Sin(2 * Math.PI * k / Samples), 5))).ToArray();

    public static Raster<double> Filter(Raster<double> picture)
    {
        var result = new Raster<double>(picture.Width, picture.Height, 1);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                double centre = picture[x, y];
                result[x, y] = double.IsFinite(centre) ? Pattern(picture, x, y, centre) : double.NaN;
            }
        }

        return result;
    }

    private static int Pattern(Raster<double> picture, int x, int y, double centre)
    {
        int ones = 0, changes = 0;
        bool before = Sample(picture, x, y, Circle[^1]) >= centre;
        foreach ((double X, double Y) place in Circle)
        {
            bool now = Sample(picture, x, y, place) >= centre;
            ones += now ? 1 : 0;
            changes += now != before ? 1 : 0;
            before = now;
        }

        return changes <= 2 ? ones : Samples + 1;
    }

    private static double Sample(Raster<double> picture, int x, int y, (double X, double Y) place)
    {
        double column = x + place.X, row = y + place.Y;
        int left = (int)Math.Floor(column), top = (int)Math.Floor(row);
        double right = column - left, down = row - top;
        double upper = ((1 - right) * At(picture, left, top)) + (right * At(picture, left + 1, top));
        double lower = ((1 - right) * At(picture, left, top + 1)) + (right * At(picture, left + 1, top + 1));
        return ((1 - down) * upper) + (down * lower);
    }

    private static double At(Raster<double> picture, int x, int y) =>
        (uint)x < (uint)picture.Width && (uint)y < (uint)picture.Height ? picture[x, y] : 0;
}
