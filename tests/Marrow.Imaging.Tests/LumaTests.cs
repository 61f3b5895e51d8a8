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
            int wanted = ((rgb[3 * i] * 4899) + (rgb[(3 * i) + 1] * 9617) + (rgb[(3 * i) + 2] * 1868) + 8192) >> 14;
            Assert.Equal(wanted, gray[i]);
        }
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
