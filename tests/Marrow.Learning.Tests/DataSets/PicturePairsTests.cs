using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning.Tests;

/// <summary>Pictures keep their grey levels on the way into a data set, and two of one name are refused.</summary>
public sealed class PicturePairsTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public PicturePairsTests()
    {
        Directory.CreateDirectory(_temporary.At("images"));
        Directory.CreateDirectory(_temporary.At("masks"));
        LabelPictures.Write(_temporary.At("masks", "a.png"), new LabelMap(3, 1, [0, 1, 0]));
    }

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(40, 4000, 255)]
    [InlineData(1, 0, 255)]
    public void Sixteen_bits_of_grey_are_kept(params int[] levels)
    {
        PictureFile.WritePng16(_temporary.At("images", "a.png"), new LabelMap(3, 1, levels));
        DataSetFolder folder = Import();
        Assert.Equal(levels.Select(level => (float)level), PictureFile.ReadSamples(folder.Cases[0].Images[0]).Samples);
    }

    [Theory]
    [InlineData(1, 1, 0, 80, 255)]
    [InlineData(3, 3, 0, 0, 0, 80, 80, 80, 255, 255, 255)]
    public void A_palette_of_greys_is_what_the_others_are(int othersChannels, int channels, params int[] samples)
    {
        PictureFile.WritePng(_temporary.At("images", "b.png"), new Raster<byte>(3, 1, othersChannels, [.. Enumerable.Range(0, 3 * othersChannels).Select(i => (byte)i)]));
        LabelPictures.Write(_temporary.At("masks", "b.png"), new LabelMap(3, 1, [0, 1, 0]));
        WritePalette(_temporary.At("images", "a.png"));
        DataSetFolder folder = Import();
        Assert.Equal(channels, folder.Description.ChannelNames.Count);
        Assert.Equal(samples.Select(level => (float)level), PictureFile.ReadSamples(folder.Cases[0].Images[0]).Samples);
        Assert.Empty(DataSetCheck.Problems(folder, CancellationToken.None));
    }

    [Fact]
    public void A_data_set_of_one_channel_takes_palettes_of_greys_and_no_others()
    {
        PictureFile.WritePng(_temporary.At("images", "a.png"), new Raster<byte>(3, 1, 1));
        DataSetFolder folder = Import();
        WritePalette(folder.Cases[0].Images[0]);
        Assert.Empty(DataSetCheck.Problems(folder, CancellationToken.None));
        Assert.Equal([0f, 80, 255], CaseReader.ReadImages(folder.Cases[0], 1).Plane(0).ToArray());
        WritePalette(folder.Cases[0].Images[0], new RgbColor(80, 80, 81));
        Assert.Equal(["a: has 3 channels, dataset.json names 1"], DataSetCheck.Problems(folder, CancellationToken.None));
    }

    [Fact]
    public void Two_pictures_of_one_name_are_refused()
    {
        foreach (string ending in new[] { "png", "bmp" })
        {
            PictureFile.WritePng(_temporary.At("images", $"a.{ending}"), new Raster<byte>(3, 1, 1));
        }

        Assert.Equal($"{_temporary.At("images")} holds a.bmp and a.png, which have one name", Assert.Throws<InvalidDataException>(Import).Message);
    }

    private static void WritePalette(string path, RgbColor? middle = null)
    {
        using IndexedPngWriter writer = new(path, new PixelSize(3, 1), [new RgbColor(255, 255, 255), new RgbColor(0, 0, 0), middle ?? new RgbColor(80, 80, 80)]);
        writer.Append([1, 2, 0]);
        writer.Complete();
    }

    private DataSetFolder Import() => PicturePairs.Import(_temporary.At("images"), _temporary.At("masks"), _temporary.At("Dataset001_Small"), ["cell"]);
}
