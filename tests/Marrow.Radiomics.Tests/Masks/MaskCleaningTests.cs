using Marrow.Imaging;

namespace Marrow.Radiomics.Tests;

public class MaskCleaningTests
{
    [Fact]
    public void Nothing_asked_changes_nothing()
    {
        Mask mask = Draw((x, y) => (x * y) % 7 == 1);
        Assert.Equal(mask.Values, new MaskCleaning().Clean(mask).Values);
    }

    [Fact]
    public void Gaps_are_closed_holes_filled_specks_dropped()
    {
        Mask mask = Draw((x, y) => (x is >= 5 and <= 24 && y is >= 5 and <= 24 && x != 15 && !(x is >= 8 and <= 12 && y is >= 8 and <= 12)) || (x == 35 && y == 35));
        Assert.True(new MaskCleaning { CloseRadius = 1.5 }.Clean(mask)[15, 15]);
        Assert.True(new MaskCleaning { FillHoles = true }.Clean(mask)[10, 10]);
        Assert.False(new MaskCleaning { MinimumArea = 2 }.Clean(mask)[35, 35]);
        Assert.True(new MaskCleaning { MinimumArea = 1 }.Clean(mask)[35, 35]);
        Assert.Equal(400, new MaskCleaning { CloseRadius = 1.5, FillHoles = true, MinimumArea = 10 }.Clean(mask).Count());
    }

    [Fact]
    public void Smoothing_keeps_a_mask_and_takes_a_thorn_away()
    {
        Mask smooth = new MaskCleaning { SmoothSigma = 3 }.Clean(Draw((x, y) => (y >= 20) || (x == 20 && y >= 8)));
        Assert.False(smooth[20, 12]);
        Assert.True(smooth[20, 25]);
        Assert.All(smooth.Values, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void An_overlay_keeps_the_picture_inside_and_one_colour_outside()
    {
        Raster<byte> rgb = new(2, 1, 3, [1, 2, 3, 4, 5, 6]);
        Assert.Equal([1, 2, 3, 255, 255, 255], MaskOverlay.Draw(rgb, new Mask(2, 1, [1, 0]), RgbColor.White).Samples);
        Assert.Equal([0, 0, 0, 4, 5, 6], MaskOverlay.Draw(rgb, new Mask(2, 1, [0, 1]), new RgbColor(0, 0, 0)).Samples);
        Assert.Throws<ArgumentException>(() => MaskOverlay.Draw(rgb, new Mask(1, 2), RgbColor.White));
    }

    private static Mask Draw(Func<int, int, bool> isInside)
    {
        var mask = new Mask(40, 40);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            mask.Values[i] = isInside(i % 40, i / 40) ? (byte)1 : (byte)0;
        }

        return mask;
    }
}
