using System.Text.Json;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

/// <summary><c>marrow agree</c> and <c>marrow phantom section</c> as processes.</summary>
public class AgreeAndPhantomTests
{
    [Fact]
    public void Agree_prints_the_mean_difference_of_paired_numbers_and_names_rows_without_a_partner()
    {
        using CellularityFolder folder = new();
        string truth = folder.Bytes("truth.csv", "name,cellularityPercent\na,40\nb,50\nc,60\nd,70\n"u8.ToArray());
        string measured = folder.Bytes("measured.csv", "name,cellularityPercent\na,41\nb,52\nc,60\nx,1\n"u8.ToArray());
        ProcessAnswer answer = MarrowProcess.Run("agree", truth, measured, "--format", "json", "--resamples", "200", "--out", folder.Output);
        Assert.Equal(ExitCodes.Good, answer.Code);
        Assert.Equal("marrow: only in the truth: d\nmarrow: only in the measurement: x\n", answer.Errors);
        Assert.Contains("\"mean\": 1", JsonDocument.Parse(answer.Output).RootElement.ToString(), StringComparison.Ordinal);
        Assert.Equal(["agreement.csv", "agreement.json", "agreement.png", "agreement.svg"], Directory.GetFiles(folder.Output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Agree_refuses_what_it_cannot_compare()
    {
        using CellularityFolder folder = new();
        string table = folder.Bytes("table.csv", "name,cellularityPercent\na,40\nb,50\n"u8.ToArray());
        Assert.Equal(ExitCodes.Files, MarrowProcess.Run("agree", table, folder.PathOf("missing.csv")).Code);
        Assert.Equal(ExitCodes.BadCommandLine, MarrowProcess.Run("agree", table).Code);
        MarrowProcess.Run("agree", table, table, "--margin", "-1").Refusal(ExitCodes.BadValue);
        string earlier = folder.Bytes("agreement.csv", File.ReadAllBytes(table));
        Assert.Equal(
            $"{earlier}: is an input, and would be written over; name another folder for --out",
            MarrowProcess.Run("agree", table, earlier, "--out", Path.GetDirectoryName(earlier)!).Refusal(ExitCodes.Files));
    }

    [Fact]
    public void Agree_compares_masks_and_a_mask_of_another_size_is_a_row_and_3()
    {
        using CellularityFolder folder = new();
        string truth = Directory.CreateDirectory(folder.PathOf("truth")).FullName, measured = Directory.CreateDirectory(folder.PathOf("measured")).FullName;
        foreach (string part in new[] { "truth", "measured" })
        {
            folder.Plain($"{part}/a.png", (30, 20), 255, 1);
        }

        Assert.Equal(ExitCodes.Good, MarrowProcess.Run("agree", "--masks", truth, measured).Code);
        folder.Plain("truth/b.png", (30, 20), 255, 1);
        folder.Plain("measured/b.png", (31, 20), 255, 1);
        Assert.Equal(ExitCodes.BadImageOrModel, MarrowProcess.Run("agree", "--masks", truth, measured).Code);
    }

    [Theory]
    [InlineData("glass, bone, clefts and vessels take 1.03 of the section, at most 0.98 may be taken from the marrow", "--glass", "0.9")]
    [InlineData("a section of 60000×60000 pixels of 30 µm measures 3240000 mm², at most 10000 can be drawn", "--size", "60000x60000", "--mpp", "30")]
    public void A_section_without_marrow_or_too_wide_to_lay_out_is_refused(string sentence, params string[] options)
    {
        using CellularityFolder folder = new();
        Assert.Equal(sentence, MarrowProcess.Run(["phantom", "section", .. options, "--tiff", "--out", folder.Output]).Refusal(ExitCodes.BadValue));
        Assert.False(Directory.Exists(folder.Output));
    }

    [Fact]
    public void A_drawn_section_has_the_counts_of_its_truth_and_the_same_bytes_for_the_same_seed()
    {
        using CellularityFolder folder = new();
        string first = folder.PathOf("first"), second = folder.PathOf("second");
        foreach (string target in new[] { first, second })
        {
            Assert.Equal(ExitCodes.Good, MarrowProcess.Run("phantom", "section", "--cellularity", "40", "--size", "500x300", "--seed", "9", "--out", target).Code);
        }

        Assert.Equal(CellularityFolder.Snapshot(first), CellularityFolder.Snapshot(second));
        JsonElement pixels = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(first, "truth.json"))).RootElement.GetProperty("pixels");
        LabelMap truth = PictureFile.ReadLabels(Path.Combine(first, "truth.png"));
        Assert.Equal(new PixelSize(500, 300), truth.Size);
        Assert.Equal(pixels.GetProperty("haematopoietic").GetInt32(), truth.Labels.Count(label => label == 1));
        Assert.Equal(pixels.GetProperty("fat").GetInt32(), truth.Labels.Count(label => label == 2));
    }

    [Theory]
    [InlineData("--size", "500")]
    [InlineData("--cellularity", "101")]
    [InlineData("--glass", "0.95")]
    public void A_section_that_cannot_be_drawn_is_2_and_leaves_nothing(string option, string value)
    {
        using CellularityFolder folder = new();
        MarrowProcess.Run("phantom", "section", option, value, "--out", folder.Output).Refusal(ExitCodes.BadValue);
        Assert.False(Directory.Exists(folder.Output));
    }
}
