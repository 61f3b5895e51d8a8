using FsCheck;
using FsCheck.Fluent;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning.Tests;

public class MaskAgreementTests
{
    [Fact]
    public void Counts_and_ratios_of_a_small_mask()
    {
        MaskScores scores = MaskScores.Of(Mask("1100", "1000"), Mask("1010", "1000"));
        Assert.Equal(new OverlapCounts(2, 1, 1, 4), scores.Counts);
        Assert.Equal(0.5, scores.IntersectionOverUnion);
        Assert.Equal(2.0 / 3, scores.Dice!.Value, 1e-15);
        Assert.Equal(0.8, scores.Specificity);
        Assert.Equal(0.75, scores.Accuracy);
        Assert.Equal(37.5, scores.TruthCoveragePercent);
        Assert.Empty(scores.Undefined);
    }

    [Fact]
    public void Empty_masks_have_null_ratios_with_reasons()
    {
        MaskScores scores = MaskScores.Of(Mask("00"), Mask("00"));
        Assert.Null(scores.Dice);
        Assert.Null(scores.Precision);
        Assert.Equal("both masks are empty", scores.Undefined["dice"]);
        Assert.Equal("the true mask is empty", scores.Undefined["recall"]);
        Assert.Equal(1, scores.Accuracy);
    }

    [Fact]
    public void Counts_add_up_to_the_pixels_and_swapping_swaps_errors()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<(bool, bool)>>(), pixels =>
        {
            (bool Truth, bool Measured)[] all = pixels.Get;
            var truth = new Mask(all.Length, 1, [.. all.Select(pixel => pixel.Truth ? (byte)1 : (byte)0)]);
            var measured = new Mask(all.Length, 1, [.. all.Select(pixel => pixel.Measured ? (byte)1 : (byte)0)]);
            OverlapCounts one = MaskScores.Of(truth, measured).Counts, other = MaskScores.Of(measured, truth).Counts;
            return one.TruePositive + one.FalsePositive + one.FalseNegative + one.TrueNegative == all.Length
                && one.FalsePositive == other.FalseNegative && one.TruePositive == other.TruePositive;
        }));
    }

    [Fact]
    public void Folders_are_paired_by_name_and_other_sizes_become_error_rows()
    {
        using var folder = new TemporaryFolder();
        string truth = Directory.CreateDirectory(Path.Combine(folder.Path, "truth")).FullName, measured = Directory.CreateDirectory(Path.Combine(folder.Path, "measured")).FullName;
        Write(truth, "a", Mask("1100"));
        Write(measured, "a", Mask("1000"));
        Write(truth, "b", Mask("11"));
        Write(measured, "b", Mask("111"));
        Write(truth, "only truth", Mask("1"));
        Write(measured, "only measured", Mask("1"));
        MaskAgreement agreement = MaskAgreement.OfFolders(truth, measured, default);
        Assert.Equal(["a", "b"], agreement.Pairs.Select(pair => pair.Name));
        Assert.Equal("the truth is 2×1, the measurement 3×1", agreement.Pairs[1].Error);
        Assert.True(agreement.HasErrors);
        Assert.Equal(["only truth"], agreement.OnlyInTruth);
        Assert.Equal(["only measured"], agreement.OnlyInMeasured);
        Assert.Equal(new OverlapCounts(1, 0, 1, 2), agreement.Pooled!.Counts);

        string results = Path.Combine(folder.Path, "results");
        MaskAgreementFiles.Write(agreement, (truth, measured), results, default);
        Assert.Contains("\"truePositive\": 1", File.ReadAllText(Path.Combine(results, "agreement.json")));
        Assert.Equal(4, File.ReadAllLines(Path.Combine(results, "agreement.csv")).Length);
        Assert.True(File.Exists(Path.Combine(results, "comparison", "a.png")));
        Assert.False(File.Exists(Path.Combine(results, "comparison", "b.png")));
    }

    [Fact]
    public void Legend_colours_are_the_drawn_ones()
    {
        Raster<byte> picture = MaskComparisonPicture.Draw(Mask("110"), Mask("101"));
        RgbColor At(int x, int y) => new(picture[x, y, 0], picture[x, y, 1], picture[x, y, 2]);
        Assert.Equal([MaskComparisonPicture.TruePositive, MaskComparisonPicture.FalseNegative, MaskComparisonPicture.FalsePositive], new[] { At(0, 0), At(1, 0), At(2, 0) });
        RgbColor[] boxes = [At(15, 1 + 14), At(15 + 140, 1 + 14), At(15 + 280, 1 + 14)];
        Assert.Equal([MaskComparisonPicture.TruePositive, MaskComparisonPicture.FalsePositive, MaskComparisonPicture.FalseNegative], boxes);
    }

    [Fact]
    public void Tables_are_joined_by_name_and_what_has_no_partner_is_named()
    {
        using var folder = new TemporaryFolder();
        string truth = Path.Combine(folder.Path, "truth.csv"), measured = Path.Combine(folder.Path, "measured.csv");
        File.WriteAllText(truth, "name,kind,cellularityPercent\n\"a, first\",x,40.5\nb,y,50\nc,y,60\n");
        File.WriteAllText(measured, "name,cellularityPercent\r\nb,51\r\n\"a, first\",41\r\nd,1\r\nc,\r\n");
        PairedTable table = PairedTable.Read(truth, measured, (null, null, "kind"));
        Assert.Equal([new PairedNumber("a, first", 40.5, 41, "x"), new PairedNumber("b", 50, 51, "y")], table.Pairs);
        Assert.Equal(["d"], table.OnlyInMeasured);
        Assert.Equal(["c: '60' and '' are not two numbers"], table.Unusable);
        Assert.Equal("measured.csv: has no column 'x', only name, cellularityPercent", Assert.Throws<InvalidDataException>(() => PairedTable.Read(truth, measured, (null, "x", null))).Message);
    }

    [Theory]
    [InlineData("name,v,V\na,1,2\n", "v", "t.csv: has 2 columns 'v'")]
    [InlineData("a,41\nb,52\n", null, "t.csv: begins with the number 41; a header is wanted, which names the columns")]
    public void A_table_whose_column_is_not_clear_is_refused(string text, string? column, string sentence)
    {
        using var folder = new TemporaryFolder();
        string table = Path.Combine(folder.Path, "t.csv");
        File.WriteAllText(table, text);
        Assert.Equal(sentence, Assert.Throws<InvalidDataException>(() => PairedTable.Read(table, table, (column, column, null))).Message);
    }

    [Fact]
    public void A_folder_for_a_table_and_a_table_for_a_folder_are_told()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("is a folder; a CSV file is wanted", Assert.Throws<IOException>(() => PairedTable.Read(folder.Path, folder.Path, default)).Message);
        Assert.Contains("is no folder", Assert.Throws<DirectoryNotFoundException>(() => MaskAgreement.OfFolders(folder.At("t.csv"), folder.Path, default)).Message);
    }

    [Fact]
    public void The_figure_names_what_was_measured_and_the_table_is_read_back()
    {
        using var folder = new TemporaryFolder();
        string table = Path.Combine(folder.Path, "table.csv"), results = Path.Combine(folder.Path, "results");
        File.WriteAllText(table, "name,fatPercent\n\"=a, \"\"first\"\"\",40.5\nb,-50\nc,60\n");
        PairedTable paired = PairedTable.Read(table, table, (null, null, null));
        AgreementOptions options = new() { Resamples = 100 };
        AgreementFiles.Write(PairedAgreement.Of(paired.Pairs, options, default), paired, options, results);
        string svg = File.ReadAllText(Path.Combine(results, "agreement.svg"));
        Assert.Contains(">truth: fatPercent<", svg);
        Assert.DoesNotContain("cellularity", svg);
        IReadOnlyList<IReadOnlyList<string>> rows = CsvText.ParseTable(File.ReadAllBytes(Path.Combine(results, "agreement.csv")));
        Assert.Equal(["=a, \"first\"", "40.5", "40.5", "0", "0", ""], rows[1]);
        Assert.Equal(["b", "-50", "-50", "0"], rows[2].Take(4));
    }

    private static Mask Mask(params string[] rows) => new(rows[0].Length, rows.Length, [.. rows.SelectMany(row => row.Select(pixel => (byte)(pixel - '0')))]);

    private static void Write(string folder, string name, Mask mask) =>
        PictureFile.WritePng(Path.Combine(folder, $"{name}.png"), new Raster<byte>(mask.Width, mask.Height, 1, Array.ConvertAll(mask.Values, value => (byte)(value * 255))));
}
