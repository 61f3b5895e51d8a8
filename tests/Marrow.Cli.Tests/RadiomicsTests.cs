using System.Globalization;
using System.Text.Json;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

public sealed class RadiomicsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("radiomics").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_picture_and_its_label_map_give_one_row_a_region()
    {
        (string image, string mask) = Draw("a b.png");
        ProcessAnswer answer = MarrowProcess.Run("radiomics", image, mask, "--label-map");
        Assert.True(answer.Code == 0, answer.Errors);
        string[][] lines = answer.Output.TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToArray();
        Assert.Equal(["image", "label", "x", "y", "width", "height", "grey", "original_shape2D_Elongation"], lines[0][..8]);
        Assert.Equal(7 + 102 + 1, lines[0].Length);
        Assert.Equal(["1", "300"], lines[1..].Select(line => line[1]));
        Assert.Equal(["a b.png", "luma"], [lines[1][0], lines[1][6]]);
        double mean = double.Parse(lines[1][Array.IndexOf(lines[0], "original_firstorder_Mean")], CultureInfo.InvariantCulture);
        Assert.InRange(mean, 1, 254);
    }

    [Fact]
    public void Json_carries_the_settings_and_the_grey_reduction()
    {
        (string image, string mask) = Draw("a.png");
        string file = Path.Combine(folder, "out.json");
        ProcessAnswer answer = MarrowProcess.Run("radiomics", image, mask, "--compatible", "002", "--format", "json", "--bin-width", "12.5", "--out", file);
        Assert.True(answer.Code == 0, answer.Errors);
        Assert.Equal("", answer.Output);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(12.5, json.RootElement.GetProperty("settings").GetProperty("binWidth").GetDouble());
        JsonElement region = json.RootElement.GetProperty("regions")[0];
        Assert.Equal("compatible-002", region.GetProperty("grey").GetString());
        Assert.Equal(102, region.GetProperty("features").EnumerateObject().Count());
    }

    [Fact]
    public void Threads_do_not_change_a_byte()
    {
        (string image, string mask) = Draw("a.png");
        string[] verb = ["radiomics", image, mask, "--label-map", "--filters", "original,wavelet,log:2,lbp-2d", "--ibsi", "--format", "json", "--threads"];
        Assert.Equal(MarrowProcess.Run([.. verb, "1"]).Output, MarrowProcess.Run([.. verb, "4"]).Output);
    }

    [Fact]
    public void A_folder_goes_on_past_bad_files_and_says_so()
    {
        Draw("a.png");
        Draw("c.png");
        File.WriteAllText(Path.Combine(folder, "b.png"), "text");
        File.Copy(Path.Combine(folder, "a_mask.png"), Path.Combine(folder, "b_mask.png"));
        File.Copy(Path.Combine(folder, "a.png"), Path.Combine(folder, "lonely.png"));
        ProcessAnswer answer = MarrowProcess.Run("radiomics", folder, folder);
        Assert.Equal(ExitCodes.BadImageOrModel, answer.Code);
        Assert.Equal(["a.png", "c.png"], answer.Output.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(',')[0]));
        Assert.Contains("marrow: b.png: ", answer.Errors);
        Assert.Contains("marrow: lonely.png: has no mask", answer.Errors);
    }

    [Theory]
    [InlineData("--grey", "yellow", "--grey knows luma, optical-density, red, green, blue, haematoxylin, eosin, giemsa-azure, giemsa-eosin, not yellow")]
    [InlineData("--compatible", "003", "--compatible knows 002, not 003")]
    [InlineData("--bin-width", "0", "the bin width must be a positive number")]
    [InlineData("--bin-count", "2000", "the bin count must be between 1 and 1024")]
    [InlineData("--distances", "0", "distances must be whole numbers from 1 to 16, each once")]
    [InlineData("--aggregation", "3d", "--aggregation knows 2d-avg, 2d-comb, 2.5d-avg and 2.5d-comb, not 3d")]
    [InlineData("--resegment", "5", "--resegment takes LOW:HIGH, LOW:HIGH:sigma or LOW:HIGH:relative, not 5")]
    [InlineData("--resample", "-1", "the side of a resampled pixel must be a positive number")]
    [InlineData("--mpp", "0", "microns per pixel must be a positive number")]
    public void A_bad_value_is_one_sentence(string option, string value, string sentence)
    {
        (string image, string mask) = Draw("a.png");
        Assert.Equal(sentence, MarrowProcess.Run("radiomics", image, mask, option, value).Refusal(ExitCodes.BadValue));
    }

    [Fact]
    public void A_mask_of_another_size_is_a_bad_image()
    {
        (string image, _) = Draw("a.png");
        string mask = Path.Combine(folder, "small_mask.png");
        PictureFile.WritePng(mask, new Raster<byte>(10, 12, 1));
        Assert.Equal("small_mask.png: is 10×12, its image 80×60", MarrowProcess.Run("radiomics", image, mask).Refusal(ExitCodes.BadImageOrModel));
        Assert.Equal("small_mask.png: is 10×12, its image 80×60", MarrowProcess.Run("radiomics", "cells", image, mask).Refusal(ExitCodes.BadImageOrModel));
    }

    [Fact]
    public void Patches_are_named_after_their_picture_and_listed()
    {
        (string image, string mask) = Draw("a.png");
        string output = Path.Combine(folder, "patches");
        ProcessAnswer answer = MarrowProcess.Run("radiomics", "patches", image, mask, "--label-map", "--out", output, "--min-width", "20", "--min-height", "20");
        Assert.True(answer.Code == 0, answer.Errors);
        Assert.Equal(["a.1.png", "a.2.png", "a.patches.csv"], Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(new PixelSize(100, 100), PictureFile.ReadRgb(Path.Combine(output, "a.1.png")).Size);
    }

    [Fact]
    public void Features_cells_and_overlay_answer()
    {
        (string image, string mask) = Draw("a.png");
        Assert.Contains("IBSI: cm_contrast ACUI", MarrowProcess.Run("radiomics", "features").Output);
        Assert.StartsWith("image,label,x,y,width,height,grey,cell_Area_um2,", MarrowProcess.Run("radiomics", "cells", image, mask, "--mpp", "0.5").Output);
        string overlay = Path.Combine(folder, "overlay.png");
        Assert.Equal(0, MarrowProcess.Run("radiomics", "overlay", image, mask, "--out", overlay, "--outside", "black", "--fill-holes").Code);
        Assert.Equal(0, PictureFile.ReadRgb(overlay)[0, 0, 0]);
    }

    /// <summary>80×60 in colour with two cells, labels 1 and 300.</summary>
    private (string Image, string Mask) Draw(string name)
    {
        var rgb = new Raster<byte>(80, 60, 3);
        var labels = new LabelMap(80, 60);
        var random = new Random(7);
        for (int y = 0; y < 60; y++)
        {
            for (int x = 0; x < 80; x++)
            {
                bool first = ((x - 20) * (x - 20)) + ((y - 30) * (y - 30)) < 200, second = ((x - 58) * (x - 58)) + ((y - 25) * (y - 25)) < 260;
                labels[x, y] = first ? 1 : second ? 300 : 0;
                for (int c = 0; c < 3; c++)
                {
                    rgb[x, y, c] = (byte)(labels[x, y] > 0 ? 60 + (20 * c) + random.Next(80) : 230);
                }
            }
        }

        (string image, string mask) = (Path.Combine(folder, name), Path.Combine(folder, name.Replace(".png", "_mask.png")));
        PictureFile.WritePng(image, rgb);
        PictureFile.WritePng16(mask, labels);
        return (image, mask);
    }
}
