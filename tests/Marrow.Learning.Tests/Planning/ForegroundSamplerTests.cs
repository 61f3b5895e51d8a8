using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning.Tests;

public class ForegroundSamplerTests
{
    [Fact]
    public void A_case_without_annotation_makes_the_sums_those_of_64_bit_floats()
    {
        using var folder = new TemporaryFolder();
        ForegroundSampler sampler = new([Read(folder, "a", true), Read(folder, "b", false), Read(folder, "c", true)], 20_000);
        ChannelIntensity found = sampler.NextChannel(0);
        // From nnU-Net 2.8.1's collect_foreground_intensities on the same arrays, NumPy 1.24.
        Assert.Equal(126.26715, found.Mean, 1e-11);
        Assert.Equal(73.32389092838363, found.StandardDeviation, 1e-11);
    }

    private static ForegroundPixels Read(TemporaryFolder folder, string name, bool isAnnotated)
    {
        (int width, int height) = (37, 23);
        var picture = new Raster<byte>(width, height, 1);
        var labels = new LabelMap(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                picture[x, y, 0] = (byte)((((x * 7) + (y * 13)) % 251) + 1);
                labels[x, y] = isAnnotated && y is >= 2 and < 20 && x is >= 3 and < 30 ? 1 : 0;
            }
        }

        PictureFile.WritePng(folder.At($"{name}_0000.png"), picture);
        LabelPictures.Write(folder.At($"{name}.png"), labels);
        return ForegroundPixels.Read(new DataSetCase(name, [folder.At($"{name}_0000.png")], folder.At($"{name}.png")), 1, new ForegroundMemory(1 << 20));
    }
}
