namespace Marrow.Imaging.Tests;

/// <summary>Pictures drawn from known stain vectors: Beer's law with concentrations drawn from a seed, on a white margin.</summary>
internal static class DrawnStains
{
    /// <summary>A third of the tissue carries one stain, a third the other, a third both; densities over beta in every channel.</summary>
    public static Raster<byte> Draw(StainVector first, StainVector second, int side = 256, int seed = 1)
    {
        var random = new Random(seed);
        var picture = new Raster<byte>(side, side, 3);
        Array.Fill(picture.Samples, (byte)245);
        for (int pixel = side * 16; pixel < side * side; pixel++)
        {
            double a = 0.8 + (1.2 * random.NextDouble()), b = 0.8 + (0.7 * random.NextDouble());
            int kind = random.Next(3);
            (a, b) = kind == 0 ? (a, 0) : kind == 1 ? (0, b) : (a / 2, b / 2);
            StainVector density = first.Scaled(a).Plus(second.Scaled(b));
            picture.Samples[pixel * 3] = Level(density.R);
            picture.Samples[(pixel * 3) + 1] = Level(density.G);
            picture.Samples[(pixel * 3) + 2] = Level(density.B);
        }

        return picture;
    }

    public static Raster<byte> Flat(byte r, byte g, byte b, int width = 64, int height = 64)
    {
        var picture = new Raster<byte>(width, height, 3);
        for (int i = 0; i < picture.Samples.Length; i += 3)
        {
            (picture.Samples[i], picture.Samples[i + 1], picture.Samples[i + 2]) = (r, g, b);
        }

        return picture;
    }

    private static byte Level(double density) => (byte)Math.Clamp(Math.Round((240 * Math.Exp(-density)) - 1), 0, 255);
}
