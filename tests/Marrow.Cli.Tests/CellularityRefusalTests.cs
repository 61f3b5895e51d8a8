using System.Diagnostics;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

/// <summary>Bad input: one sentence, its exit code, and nothing half-written.</summary>
public class CellularityRefusalTests
{
    [Fact]
    public void A_command_line_that_cannot_be_read_is_1()
    {
        ProcessAnswer answer = MarrowProcess.Run("cellularity", "x.png", "--frobnicate");
        Assert.Equal(ExitCodes.BadCommandLine, answer.Code);
        Assert.DoesNotContain("   at ", answer.Errors);
    }

    [Theory]
    [InlineData("--roi takes four whole numbers x,y,w,h, got '1,2,x,4'", "--roi", "1,2,x,4")]
    [InlineData("--roi takes x,y,w,h or a GeoJSON file, got '5'", "--roi", "5")]
    [InlineData("the region of interest 0,0,0,5 is empty", "--roi", "0,0,0,5")]
    [InlineData("the region of interest 490,490,2147483647,5 ends past 2147483647, where no picture reaches", "--roi", "490,490,2147483647,5")]
    [InlineData("microns per pixel must lie in 0.02…100, got -1", "--mpp", "-1")]
    [InlineData("microns per pixel must lie in 0.02…100, got 1E-09", "--mpp", "1e-9")]
    [InlineData("--demo draws its own section; leave it out to analyse slides", "--demo")]
    [InlineData("--mpp takes a number, got 'half'", "--mpp", "half")]
    [InlineData("--date takes a day as yyyy-MM-dd, got '1.2.2024'", "--patient", "P", "--date", "1.2.2024")]
    [InlineData("a date goes with a patient", "--date", "2024-02-01")]
    [InlineData("an age lies between 0 and 130 years, got 200", "--age", "200")]
    [InlineData("--threads takes 1 to 256, got 0", "--threads", "0")]
    [InlineData("--fat takes objects or percentile, got 'lard'", "--fat", "lard")]
    [InlineData("--format takes text or json, got 'xml'", "--format", "xml")]
    public void A_value_that_cannot_be_used_is_2(string sentence, params string[] arguments) =>
        Assert.Equal(sentence, MarrowProcess.Run(["cellularity", "x.png", .. arguments]).Refusal(ExitCodes.BadValue));

    [Fact]
    public void No_input_is_2() => Assert.Equal("name at least one slide, picture, folder or manifest", MarrowProcess.Run("cellularity").Refusal(ExitCodes.BadValue));

    [Theory]
    [InlineData("one.png", 1, 1, 120)]
    [InlineData("white.png", 300, 200, 255)]
    [InlineData("black.png", 300, 200, 0)]
    [InlineData("grey.png", 300, 200, 128)]
    public void A_picture_without_marrow_is_3(string name, int width, int height, byte value)
    {
        using CellularityFolder folder = new();
        RefuseImage(folder, folder.Plain(name, (width, height), value));
    }

    [Fact]
    public void What_is_no_picture_is_3()
    {
        using CellularityFolder folder = new();
        RefuseImage(folder, folder.Bytes("text.png", "this is text"u8.ToArray()));
        RefuseImage(folder, folder.Bytes("empty.jpg", []));
        RefuseImage(folder, folder.Bytes("slide.dcm", [.. new byte[128], .. "DICM"u8, .. new byte[200]]));
        RefuseImage(folder, folder.FloatTiff("float.tif"));
        byte[] section = File.ReadAllBytes(folder.Section("whole.png"));
        RefuseImage(folder, folder.Bytes("truncated.png", section[..(section.Length / 2)]));
    }

    [Fact]
    public void A_truncated_jpeg_is_3_for_info_and_for_cellularity()
    {
        using CellularityFolder folder = new();
        PictureFile.WriteJpeg(folder.PathOf("whole.jpg"), PictureFile.ReadRgb(folder.Section("whole.png")), 90);
        byte[] jpeg = File.ReadAllBytes(folder.PathOf("whole.jpg"));
        Assert.Equal(ExitCodes.Good, MarrowProcess.Run("info", folder.PathOf("whole.jpg")).Code);
        string cut = folder.Bytes("cut.jpg", jpeg[..(jpeg.Length * 2 / 3)]);
        MarrowProcess.Run("info", cut).Refusal(ExitCodes.BadImageOrModel);
        RefuseImage(folder, cut);
    }

    [Fact]
    public void Names_with_spaces_letters_of_any_script_and_emoji_are_analysed()
    {
        using CellularityFolder folder = new();
        string slide = folder.Section("a b ümlaut-細胞-🔬.png");
        Assert.Equal(ExitCodes.Good, MarrowProcess.Run("cellularity", slide, "--out", folder.Output).Code);
        Assert.True(File.Exists(Path.Combine(folder.Output, "a b ümlaut-細胞-🔬.png", "result.json")));
    }

    [Fact]
    public void Pictures_that_a_vms_slide_names_are_no_slides_of_their_own()
    {
        using CellularityFolder folder = new();
        Directory.CreateDirectory(folder.PathOf("vms"));
        folder.Bytes("vms/slide.vms", "[Virtual Microscope Specimen]\r\nImageFile=slide-0.jpg\r\nMacroImage=slide_macro.jpg\r\n"u8.ToArray());
        folder.Bytes("vms/slide-0.jpg", [0xFF, 0xD8, 0xFF, 0xD9]);
        folder.Bytes("vms/slide_macro.jpg", [0xFF, 0xD8, 0xFF, 0xD9]);
        ProcessAnswer answer = MarrowProcess.Run("cellularity", folder.PathOf("vms"), "--out", folder.Output);
        Assert.NotEqual(ExitCodes.Good, answer.Code);
        Assert.DoesNotContain("slide-0.jpg:", answer.Errors);
        Assert.DoesNotContain("slide_macro.jpg:", answer.Errors);
    }

    [Fact]
    public void The_number_of_threads_changes_no_byte()
    {
        using CellularityFolder folder = new();
        string slide = folder.Section("a.png", width: 2600, height: 2200), one = folder.PathOf("one"), four = folder.PathOf("four");
        Assert.Equal(ExitCodes.Good, MarrowProcess.Run("cellularity", slide, "--threads", "1", "--out", one).Code);
        Assert.Equal(ExitCodes.Good, MarrowProcess.Run("cellularity", slide, "--threads", "4", "--out", four).Code);
        Assert.Equal(CellularityFolder.Snapshot(one), CellularityFolder.Snapshot(four));
    }

    [Fact]
    public void A_decompression_bomb_is_3_and_quick()
    {
        using CellularityFolder folder = new();
        var watch = Stopwatch.StartNew();
        RefuseImage(folder, folder.Bomb("bomb.png", 60_000, 60_000));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_mask_that_does_not_fit_is_3()
    {
        using CellularityFolder folder = new();
        string slide = folder.Section("a.png");
        RefuseImage(folder, slide, "--region", folder.Plain("small.png", (20, 20), 255, 1));
        Assert.Contains("different values", RefuseImage(folder, slide, "--region", folder.Section("photograph.png", seed: 3)));
        Assert.Contains("does not touch", RefuseImage(folder, slide, "--roi", "90000,90000,10,10"));
    }

    [Fact]
    public void Missing_files_and_folders_without_pictures_are_4()
    {
        using CellularityFolder folder = new();
        string empty = Directory.CreateDirectory(folder.PathOf("empty")).FullName;
        MarrowProcess.Run("cellularity", empty, "--out", folder.Output).Refusal(ExitCodes.Files);
        MarrowProcess.Run("cellularity", folder.PathOf("missing.png"), "--out", folder.Output).Refusal(ExitCodes.Files);
        MarrowProcess.Run("cellularity", "--manifest", folder.PathOf("missing.csv"), "--out", folder.Output).Refusal(ExitCodes.Files);
        string untouched = folder.PathOf("untouched");
        Assert.Equal(
            "--region takes auto, classical, whole or a mask file, and there is no file 'Auto'",
            MarrowProcess.Run("cellularity", folder.Section("a.png"), "--region", "Auto", "--out", untouched).Refusal(ExitCodes.Files));
        MarrowProcess.Run("cellularity", folder.Section("a.png"), "--roi", folder.PathOf("missing.geojson"), "--out", untouched).Refusal(ExitCodes.Files);
        Assert.False(Directory.Exists(untouched));
    }

    [Fact]
    public void A_folder_below_that_may_not_be_read_is_a_row_and_4_and_the_others_are_done()
    {
        using CellularityFolder folder = new();
        Directory.CreateDirectory(folder.PathOf("in"));
        folder.Section("in/a.png");
        string closed = folder.PathOf("in/lost+found");

        // Root may read everything, until it gives that up.
        ProcessAnswer answer = MarrowProcess.Shell(
            $"mkdir -m 000 '{closed}'; drop=; [ $(id -u) != 0 ] || drop='setpriv --bounding-set=-dac_override,-dac_read_search'; "
            + $"$drop \"$MARROW\" cellularity '{folder.PathOf("in")}' --out '{folder.Output}'; code=$?; rmdir '{closed}'; exit $code");
        Assert.Equal(ExitCodes.Files, answer.Code);
        Assert.Contains($"'{closed}' is denied", answer.Errors);
        Assert.True(File.Exists(Path.Combine(folder.Output, "a.png", "result.json")));
        Assert.Equal(3, File.ReadAllLines(Path.Combine(folder.Output, "results.csv")).Length);
    }

    [Fact]
    public void An_output_folder_that_cannot_be_made_is_4()
    {
        using CellularityFolder folder = new();
        string slide = folder.Section("a.png");
        MarrowProcess.Run("cellularity", slide, "--out", Path.Combine(slide, "below-a-file")).Refusal(ExitCodes.Files);
    }

    [Fact]
    public void A_disk_that_takes_no_more_is_4_and_keeps_no_half_slide()
    {
        using CellularityFolder folder = new();
        string slide = folder.Section("a.png", width: 1600, height: 1200);

        // A limit on file size stands in for a full disk: writes beyond 60 blocks of 1,024 bytes fail.
        ProcessAnswer answer = MarrowProcess.Shell($"trap '' XFSZ; ulimit -f 60; DOTNET_EnableWriteXorExecute=0 exec \"$MARROW\" cellularity '{slide}' --out '{folder.Output}'");
        answer.Refusal(ExitCodes.Files);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Output));
    }

    private static string RefuseImage(CellularityFolder folder, string picture, params string[] arguments)
    {
        ProcessAnswer answer = MarrowProcess.Run(["cellularity", picture, "--out", folder.Output, .. arguments]);
        string sentence = answer.Refusal(ExitCodes.BadImageOrModel);
        Assert.Empty(Directory.GetDirectories(folder.Output));
        return sentence;
    }
}
