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
        string[][] lines = answer.Output.TrimEnd().Split("\r\n").Select(line => line.Split(',')).ToArray();
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
    public void An_input_is_not_written_over()
    {
        (string image, string mask) = Draw("a.png");
        string link = Path.Combine(folder, "link.csv");
        File.CreateSymbolicLink(link, image);
        byte[] before = File.ReadAllBytes(image);
        (string Out, string[] Line)[] lines =
        [
            (image, ["radiomics", image, mask, "--out"]), (image, ["radiomics", folder, folder, "--out"]), (link, ["radiomics", image, mask, "--out"]),
            (mask, ["radiomics", "overlay", image, mask, "--out"]), (image, ["radiomics", "cells", image, mask, "--out"]), (image, ["stain", "fit", image, "--out"]), (image, ["stain", "fit", folder, "--out"]),
        ];
        foreach ((string path, string[] line) in lines)
        {
            Assert.Equal($"{path}: is an input, and would be written over; name another file for --out", MarrowProcess.Run([.. line, path]).Refusal(ExitCodes.Files));
        }

        Assert.Equal(before, File.ReadAllBytes(image));
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
        Assert.Equal(["a.png", "c.png"], answer.Output.TrimEnd().Split("\r\n").Skip(1).Select(line => line.Split(',')[0]));
        Assert.Contains("marrow: b.png: ", answer.Errors);
        Assert.Contains("marrow: lonely.png: has no mask", answer.Errors);

        File.CreateSymbolicLink(Path.Combine(folder, "0.png"), Path.Combine(folder, "nowhere"));
        File.Copy(Path.Combine(folder, "a_mask.png"), Path.Combine(folder, "0_mask.png"));
        Assert.Equal(ExitCodes.Files, MarrowProcess.Run("radiomics", folder, folder).Code);
    }

    [Theory]
    [InlineData("--grey", "yellow", "--grey knows luma, optical-density, red, green, blue, haematoxylin, eosin, giemsa-azure, giemsa-eosin, not yellow")]
    [InlineData("--compatible", "003", "--compatible knows 002, not 003")]
    [InlineData("--bin-width", "0", "the bin width must be a positive number")]
    [InlineData("--bin-count", "2000", "the bin count must be between 1 and 1024")]
    [InlineData("--distances", "0", "distances must be whole numbers from 1 to 16, each once")]
    [InlineData("--aggregation", "3d", "--aggregation knows 2d-avg, 2d-comb, 2.5d-avg and 2.5d-comb, not 3d")]
    [InlineData("--resegment", "1,5:200", "--resegment takes LOW:HIGH, LOW:HIGH:sigma or LOW:HIGH:relative, not 1,5:200")]
    [InlineData("--resegment", "5", "--resegment takes LOW:HIGH, LOW:HIGH:sigma or LOW:HIGH:relative, not 5")]
    [InlineData("--resample", "-1", "the side of a resampled pixel must be a positive number")]
    [InlineData("--mpp", "0", "microns per pixel must be a positive number")]
    [InlineData("--dependence-tolerance", "-1", "the dependence tolerance must not be negative")]
    [InlineData("--families", "glcm,gabor", "--families knows shape2d, firstorder, glcm, gldm, glrlm, glszm, ngtdm, histogram, not gabor")]
    [InlineData("--clip-outliers", "3", "--clip-outliers counts deviations of a normalized picture; give --normalize too")]
    [InlineData("--interpolation", "linear", "--interpolation says how to resample; give --resample too")]
    public void A_bad_value_is_one_sentence(string option, string value, string sentence)
    {
        (string image, string mask) = Draw("a.png");
        Assert.Equal(sentence, MarrowProcess.Run("radiomics", image, mask, option, value).Refusal(ExitCodes.BadValue));
    }

    [Fact]
    public void Every_setting_of_the_library_can_be_said()
    {
        (string image, string mask) = Draw("a.png");
        ProcessAnswer answer = MarrowProcess.Run(
            "radiomics", image, mask, "--format", "json", "--families", "gldm,firstorder", "--dependence-tolerance", "2", "--distances", "1", "2", "--bin-count", "16",
            "--normalize", "100", "--clip-outliers", "1.5", "--resample", "0.7", "--interpolation", "linear", "--resegment", "-120::sigma", "--aggregation", "2d-comb");
        Assert.True(answer.Code == 0, answer.Errors);
        using JsonDocument json = JsonDocument.Parse(answer.Output);
        JsonElement settings = json.RootElement.GetProperty("settings"), features = json.RootElement.GetProperty("regions")[0].GetProperty("features");
        Assert.Equal(14 + 18, features.EnumerateObject().Count());
        Assert.Equal([2, 16], new[] { "dependenceTolerance", "binCount" }.Select(name => settings.GetProperty(name).GetInt32()));
        Assert.Equal(1.5, settings.GetProperty("normalization").GetProperty("clipAtDeviations").GetDouble());
        Assert.Equal("linear", settings.GetProperty("resampling").GetProperty("interpolation").GetString());
        Assert.False(settings.GetProperty("resegmentation").TryGetProperty("upper", out _));
        Assert.Equal(-150, features.GetProperty("original_firstorder_Minimum").GetDouble(), 1e-9);
        Assert.Equal("--interpolation knows nearest, linear and cubic-spline, not sinc", MarrowProcess.Run("radiomics", image, mask, "--resample", "2", "--interpolation", "sinc").Refusal(ExitCodes.BadValue));
    }

    [Fact]
    public void More_dependence_tolerance_means_larger_dependence()
    {
        (string image, string mask) = Draw("a.png");
        double Emphasis(string tolerance)
        {
            string[] lines = MarrowProcess.Run("radiomics", image, mask, "--families", "gldm", "--bin-width", "5", "--dependence-tolerance", tolerance).Output.Split("\r\n");
            return double.Parse(lines[1].Split(',')[Array.IndexOf(lines[0].Split(','), "original_gldm_LargeDependenceEmphasis")], CultureInfo.InvariantCulture);
        }

        Assert.True(Emphasis("0") < Emphasis("1") && Emphasis("1") < Emphasis("3"));
    }

    [Fact]
    public void A_label_map_without_labels_has_no_row_and_says_so()
    {
        (string image, _) = Draw("a.png");
        string mask = Path.Combine(folder, "empty.png");
        PictureFile.WritePng(mask, new Raster<byte>(80, 60, 1));
        ProcessAnswer answer = MarrowProcess.Run("radiomics", image, mask, "--label-map");
        Assert.Equal("empty.png: holds no label above 0, so a.png has no row", answer.Refusal(0));
        Assert.Single(answer.Output.TrimEnd().Split("\r\n"));
        Assert.EndsWith(",all: the region has no pixel", MarrowProcess.Run("radiomics", image, mask).Output.TrimEnd());
    }

    [Fact]
    public void Colour_of_16_bits_is_refused_and_grey_of_16_bits_measured_in_full()
    {
        (_, string mask) = Draw("a.png");
        string deep = Path.Combine(folder, "deep.tif"), grey = Path.Combine(folder, "grey.png");
        DeepTiff.Write(deep, 80, 60);
        string sentence = "deep.tif: has 16 bits a sample; colour is measured in 8, and the rest is not cut off unasked";
        Assert.Equal(sentence, MarrowProcess.Run("radiomics", deep, mask).Refusal(ExitCodes.BadImageOrModel));
        Assert.Equal(sentence, MarrowProcess.Run("radiomics", "cells", deep, mask).Refusal(ExitCodes.BadImageOrModel));
        Assert.Equal(sentence, MarrowProcess.Run("radiomics", "patches", deep, mask, "--out", Path.Combine(folder, "p")).Refusal(ExitCodes.BadImageOrModel));
        Assert.Equal(sentence, MarrowProcess.Run("radiomics", "overlay", deep, mask, "--out", Path.Combine(folder, "o.png")).Refusal(ExitCodes.BadImageOrModel));
        PictureFile.WritePng16(grey, new LabelMap(80, 60, [.. Enumerable.Range(0, 80 * 60).Select(i => 40000 + i)]));
        string[] lines = MarrowProcess.Run("radiomics", grey, mask, "--families", "firstorder").Output.Split("\r\n");
        Assert.InRange(double.Parse(lines[1].Split(',')[Array.IndexOf(lines[0].Split(','), "original_firstorder_Mean")], CultureInfo.InvariantCulture), 40000, 45000);
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
        Assert.Equal("--out and --mask-out name the same file", MarrowProcess.Run("radiomics", "overlay", image, mask, "--out", overlay, "--mask-out", overlay).Refusal(ExitCodes.BadValue));
        Assert.Equal(0, PictureFile.ReadRgb(overlay)[0, 0, 0]);
    }

    [Fact]
    public void A_tiff_that_states_its_resolution_is_measured_in_microns()
    {
        (_, string mask) = Draw("a.png");
        string tiff = Path.Combine(folder, "a.tif");
        PixelPitch pitch = new(new MicrometersPerPixel(0.5), new MicrometersPerPixel(0.5));
        using (PyramidTiffWriter writer = new(tiff, new PixelSize(80, 60), new PyramidTiffOptions { Palette = [RgbColor.White, new RgbColor(90, 40, 140)], Pitch = pitch }))
        {
            writer.Append([.. Enumerable.Range(0, 80 * 60).Select(i => (byte)(i % 2))]);
            writer.Complete();
        }

        string[][] stated = Rows("radiomics", "cells", tiff, mask), given = Rows("radiomics", "cells", tiff, mask, "--mpp", "1");
        Assert.Equal(["cell_Area_um2", "cell_Area_um2"], [stated[0][7], given[0][7]]);
        Assert.Equal(0.25 * double.Parse(given[1][7], CultureInfo.InvariantCulture), double.Parse(stated[1][7], CultureInfo.InvariantCulture), 1e-9);

        static string[][] Rows(params string[] arguments) => [.. MarrowProcess.Run(arguments).Output.Split("\r\n").Select(line => line.Split(','))];
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
