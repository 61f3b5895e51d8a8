using Marrow.Imaging;
using Marrow.Tests;

namespace Marrow.Slides.Tests;

/// <summary>Every kind of file, written by libvips (which shares no code with the readers of TIFF and BMP), keeps the contract and gives its pixels back.</summary>
public sealed class SlideContractTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    [Theory]
    [InlineData("png", "pngsave", "")]
    [InlineData("tif", "tiffsave", "")]
    [InlineData("tif", "tiffsave", "compression=lzw predictor=horizontal")]
    [InlineData("tif", "tiffsave", "compression=lzw predictor=none")]
    [InlineData("tif", "tiffsave", "compression=deflate tile=true tile-width=128 tile-height=64")]
    [InlineData("tif", "tiffsave", "compression=deflate predictor=horizontal tile=true bigtiff=true")]
    [InlineData("tif", "tiffsave", "compression=packbits tile=true pyramid=true")]
    [InlineData("tif", "tiffsave", "compression=lzw tile=true pyramid=true subifd=true")]
    [InlineData("tif", "tiffsave", "compression=zstd tile=true")]
    public void A_lossless_kind_gives_its_pixels_back(string extension, string saver, string options)
    {
        Raster<byte> picture = TestPicture.Patches(517, 389);
        string path = VipsWriter.Write(Path.Combine(folder.FullName, "a." + extension), picture, saver, options);
        SlideContract.Holds(path);
        using Slide slide = Slide.Open(path);
        Assert.Equal(picture.Samples, slide.Read(0, new PixelRectangle(0, 0, 517, 389)).Samples);
        Assert.Equal(options.Contains("pyramid"), slide.Levels.Count > 1);
    }

    [Theory]
    [InlineData("jpg", "jpegsave", "Q=90")]
    [InlineData("jpg", "jpegsave", "Q=90 interlace=true")]
    [InlineData("tif", "tiffsave", "compression=jpeg Q=90 tile=true")]
    [InlineData("tif", "tiffsave", "compression=jpeg Q=90 tile=true pyramid=true")]
    [InlineData("tif", "tiffsave", "compression=jpeg Q=90")]
    public void A_lossy_kind_stays_close(string extension, string saver, string options)
    {
        Raster<byte> picture = TestPicture.Smooth(517, 389);
        string path = VipsWriter.Write(Path.Combine(folder.FullName, "a." + extension), picture, saver, options);
        SlideContract.Holds(path);
        using Slide slide = Slide.Open(path);
        Raster<byte> read = slide.Read(0, new PixelRectangle(0, 0, 517, 389));
        double meanError = picture.Samples.Zip(read.Samples).Average(pair => Math.Abs(pair.First - pair.Second));
        Assert.InRange(meanError, 0, 2);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(32)]
    public void A_bmp_keeps_the_contract(int bits)
    {
        string path = Path.Combine(folder.FullName, "a.bmp");
        File.WriteAllBytes(path, TestPicture.Bmp(bits));
        SlideContract.Holds(path);
    }

    [SharedTheory]
    [InlineData("cmu-1-small-region.svs", "aperio")]
    [InlineData("tcga-cr-7395-01a-01-ts1.svs", "aperio")]
    [InlineData("monusac/A9K0_3.svs", "aperio")]
    [InlineData("openslide_fixtures/small.svs", "aperio")]
    [InlineData("openslide_fixtures/boxes.tiff", "tiff")]
    [InlineData("qupath_tiff/cells.tif", "tiff")]
    [InlineData("qupath_tiff/cells.ome.tif", "ome-tiff")]
    [InlineData("qupath_tiff/cells-gray16.tif", "tiff")]
    public void A_real_slide_keeps_the_contract(string name, string format)
    {
        string path = SharedData.Path("data", "wsi", name);
        SlideContract.Holds(path);
        using Slide slide = Slide.Open(path);
        Assert.Equal(format, slide.Format);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
