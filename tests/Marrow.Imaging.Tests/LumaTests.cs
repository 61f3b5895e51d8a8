namespace Marrow.Imaging.Tests;

public class LumaTests
{
    [Fact]
    public void The_vector_path_equals_the_scalar_formula_for_every_colour_step()
    {
        byte[] steps = Enumerable.Range(0, 52).Select(i => (byte)(5 * i)).Append((byte)1).Append((byte)254).ToArray();
        byte[] rgb = steps.SelectMany(r => steps.SelectMany(g => steps.SelectMany(b => new[] { r, g, b }))).ToArray();
        var gray = new byte[rgb.Length / 3];
        Luma.Gray(rgb, gray);
        for (int i = 0; i < gray.Length; i++)
        {
            int wanted = ((rgb[3 * i] * 9798) + (rgb[(3 * i) + 1] * 19235) + (rgb[(3 * i) + 2] * 3735) + 16384) >> 15;
            Assert.Equal(wanted, gray[i]);
        }
    }

    [Fact]
    public void Every_colour_is_as_grey_as_OpenCV_makes_it()
    {
        // SHA-256 of the bytes that cv2.cvtColor (OpenCV 4.6, COLOR_RGB2GRAY) gives for all colours in order, red slowest.
        const string Reference = "6d4f6d7f4301c52d2672db66451b4a06a5502bef956dd81b577660f956f410ae";
        byte[] rgb = new byte[256 * 256 * 3], gray = new byte[1 << 24];
        for (int red = 0; red < 256; red++)
        {
            for (int i = 0; i < 256 * 256; i++)
            {
                (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = ((byte)red, (byte)(i >> 8), (byte)i);
            }

            Luma.Gray(rgb, gray.AsSpan(red << 16, 1 << 16));
        }

        Assert.Equal(Reference, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(gray)));
    }

    [Fact]
    public void Grey_stays_grey()
    {
        for (int v = 0; v < 256; v++)
        {
            Assert.Equal(v, Luma.Gray((byte)v, (byte)v, (byte)v));
        }
    }
}
