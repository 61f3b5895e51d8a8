using Marrow.Hematology.Segmentation;
using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

public class CrumbsTests
{
    [Theory]
    [InlineData(40, 40, 98, 60, 1.0, true)]
    [InlineData(40, 40, 100, 60, 1.0, false)]
    [InlineData(40, 40, 98, 60, 2.0, false)]
    [InlineData(40, 40, 40, 100, 1.0, false)]
    [InlineData(0, 40, 50, 50, 1.0, false)]
    [InlineData(40, 150, 50, 50, 1.0, false)]
    public void What_fits_in_a_hundred_micrometres_is_excluded_with_its_vacuoles(int x, int y, int width, int height, double micrometers, bool isCrumb)
    {
        byte[] labels = [.. Enumerable.Repeat((byte)Compartment.Glass, 200 * 200)];
        var vacuoles = new LabelMap(200, 200);
        PixelRectangle piece = new(x, y, width, height), fat = new(x + 10, y + 10, 15, 15);
        for (int i = 0; i < labels.Length; i++)
        {
            PixelRectangle here = new(i % 200, i / 200, 1, 1);
            labels[i] = fat.Contains(here) ? (byte)Compartment.Fat : piece.Contains(here) ? (byte)Compartment.Haematopoietic : labels[i];
            vacuoles.Labels[i] = fat.Contains(here) ? 3 : 0;
        }

        Crumbs.Exclude(labels, vacuoles, SceneOf(micrometers));
        Assert.Equal(isCrumb ? width * height : 0, labels.Count(label => label == (byte)Compartment.Excluded));
        Assert.Equal(isCrumb ? 0 : 225, vacuoles.Labels.Count(label => label == 3));
        Assert.Equal((200 * 200) - (width * height), labels.Count(label => label == (byte)Compartment.Glass));
    }

    [Fact]
    public void Pale_bone_and_white_glass_are_told_apart_by_the_slides_white()
    {
        // The network took the right half of a pale trabecula for glass, and empty slide below it for bone; a crack and a speck stay what they were.
        PixelSize size = new(200, 200);
        var learned = new Compartment[200 * 200];
        var brightness = new byte[learned.Length];
        for (int i = 0; i < learned.Length; i++)
        {
            (int x, int y) = (i % 200, i / 200);
            bool isTrabecula = y is >= 20 and < 100, isCrack = isTrabecula && x is >= 50 and < 54, isSpeck = x is >= 90 and < 96 && y is >= 170 and < 176;
            brightness[i] = isSpeck ? (byte)60 : isTrabecula && !isCrack ? (byte)219 : (byte)230;
            learned[i] = (isTrabecula && x < 100) || y is >= 100 and < 140 ? Compartment.Bone : Compartment.Glass;
        }

        BoneOrGlass.Settle(learned, brightness, size, SceneOf(1));
        Assert.Equal(Compartment.Bone, learned[(60 * 200) + 150]);
        Assert.Equal(Compartment.Bone, learned[(60 * 200) + 52]);
        Assert.Equal(Compartment.Glass, learned[(120 * 200) + 60]);
        Assert.Equal(Compartment.Glass, learned[(173 * 200) + 93]);
        Assert.InRange(learned.Count(label => label == Compartment.Bone), 15_000, 17_000);
    }

    private static Scene SceneOf(double micrometers)
    {
        Appearance look = new()
        {
            Brightness = Appearance.WeightsFor(RgbColor.White),
            Light = Illumination.From(GreyLevels.Of(new Raster<byte>(8, 8, 3)), new PixelSize(200, 200)),
            WhiteColor = RgbColor.White,
            Tissue = 150,
            Dark = 40,
            IsWhiteSeen = true,
        };
        return new Scene(look, micrometers, 1);
    }
}
