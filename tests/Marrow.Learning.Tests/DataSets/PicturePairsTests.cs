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

    [Fact]
    public void Two_pictures_of_one_name_are_refused()
    {
        foreach (string ending in new[] { "png", "bmp" })
        {
            PictureFile.WritePng(_temporary.At("images", $"a.{ending}"), new Raster<byte>(3, 1, 1));
        }

        Assert.Equal($"{_temporary.At("images")} holds a.bmp and a.png, which have one name", Assert.Throws<InvalidDataException>(Import).Message);
    }

    private DataSetFolder Import() => PicturePairs.Import(_temporary.At("images"), _temporary.At("masks"), _temporary.At("Dataset001_Small"), ["cell"]);
}
