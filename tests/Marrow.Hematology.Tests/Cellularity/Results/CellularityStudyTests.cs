using System.Globalization;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

public class CellularityStudyTests
{
    [Fact]
    public void A_slide_becomes_a_folder_with_its_five_files()
    {
        using StudyBench bench = new();
        bench.Run(bench.Draw("ä 😀 b.png"));
        Assert.Equal(["compartments.png", "objects.geojson", "overlay.jpg", "report.html", "result.json"], Names(Path.Combine(bench.Output, "ä 😀 b.png")));
        Assert.Equal(["cohort.png", "cohort.svg", "results.csv", "summary.json"], Directory.GetFiles(bench.Output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_document_holds_what_was_counted()
    {
        using StudyBench bench = new();
        string slide = bench.Draw("a.png");
        bench.Run(new CellularityStudyOptions { Inputs = [slide], OutputFolder = bench.Output, Settings = new CellularityOptions { MicrometersPerPixel = 2 }, Patient = new PatientDocument(AgeYears: 60) });
        CellularityDocument document = StrictJson.Read<CellularityDocument>(File.ReadAllText(Path.Combine(bench.Output, "a.png", "result.json")));
        Assert.Equal(FileHash.Sha256(slide), document.Input.Sha256);
        Assert.Equal((6 * 144L, 6), (document.Pixels.Fat, document.Adipocytes.Count));
        Assert.Equal(100.0 * document.Pixels.Haematopoietic / (document.Pixels.Haematopoietic + document.Pixels.Fat), document.CellularityPercent);
        Assert.Equal(4e-6 * (document.Pixels.Haematopoietic + document.Pixels.Fat), document.AreaSquareMillimeters!.Value, 12);
        Assert.Equal(2 * Math.Sqrt(144 / Math.PI) * 2, document.Adipocytes.MedianDiameterMicrometers!.Value, 9);
        Assert.Equal((40.0, "hypercellular", "settings"), (document.Band.ExpectedPercent, document.Band.Label, document.Input.ResolutionSource));
        Assert.Equal(120L * 120, document.Pixels.Analyzed + document.Pixels.Outside);
    }

    [Fact]
    public void The_label_image_holds_every_pixel_of_the_method()
    {
        using StudyBench bench = new();
        CellularityDocument document = bench.Run(bench.Draw("a.png")).Rows[0].Document!;
        LabelMap labels = PictureFile.ReadLabels(Path.Combine(bench.Output, "a.png", "compartments.png"));
        Assert.Equal(document.Pixels.Fat, labels.Labels.Count(label => label == (int)Compartment.Fat));
        Assert.Equal(document.Pixels.Bone, labels.Labels.Count(label => label == (int)Compartment.Bone));
        Assert.Equal((int)Compartment.Fat, labels[30, 18]);
    }

    [Fact]
    public void Running_again_redoes_nothing_and_changes_no_byte()
    {
        using StudyBench bench = new();
        string[] slides = [bench.Draw("a.png"), bench.Draw("b.png", 3)];
        bench.Run(slides);
        SortedDictionary<string, string> before = bench.Snapshot();
        List<bool> kept = [];
        bench.Run(new CellularityStudyOptions { Inputs = slides, OutputFolder = bench.Output }, progress: progress => kept.Add(progress.IsKept));
        Assert.Equal([true, true], kept);
        Assert.Equal(before, bench.Snapshot());
    }

    [Fact]
    public void A_result_with_every_setting_is_read_back_and_kept()
    {
        using StudyBench bench = new();
        CellularityOptions settings = new() { Fat = FatRule.Percentile, MicrometersPerPixel = 0.25, RegionOfInterest = new PixelRectangle(1, 2, 90, 80), Region = RegionSource.Mask, MaskPath = bench.DrawMask("mask.png") };
        CellularityStudyOptions options = new() { Inputs = [bench.Draw("a.png")], OutputFolder = bench.Output, Settings = settings, Patient = new PatientDocument("P", new DateOnly(2024, 2, 29), 71.5) };
        bench.Run(options);
        bool isKept = false;
        StudyOutcome again = bench.Run(options, progress: progress => isKept = progress.IsKept);
        Assert.True(isKept);
        Assert.Equal(["mask"], again.Rows[0].Document!.Hashes.Keys);
        Assert.Equal(settings, again.Rows[0].Document!.Settings);
    }

    [Theory]
    [InlineData("overlay.jpg")]
    [InlineData("compartments.png")]
    [InlineData("result.json")]
    public void A_slide_with_a_damaged_or_missing_output_is_redone(string output)
    {
        using StudyBench bench = new();
        string slide = bench.Draw("a.png");
        bench.Run(slide);
        SortedDictionary<string, string> before = bench.Snapshot();
        File.WriteAllText(Path.Combine(bench.Output, "a.png", output), "damaged");
        bench.Run(slide);
        Assert.Equal(before, bench.Snapshot());
        File.Delete(Path.Combine(bench.Output, "a.png", output));
        bench.Run(slide);
        Assert.Equal(before, bench.Snapshot());
    }

    [Fact]
    public void Other_settings_and_other_bytes_are_redone()
    {
        using StudyBench bench = new();
        string slide = bench.Draw("a.png");
        bench.Run(slide);
        List<bool> kept = [];
        bench.Run(new CellularityStudyOptions { Inputs = [slide], OutputFolder = bench.Output, Settings = new CellularityOptions { Fat = FatRule.Percentile } }, progress: progress => kept.Add(progress.IsKept));
        bench.Draw("a.png", 2);
        bench.Run(new CellularityStudyOptions { Inputs = [slide], OutputFolder = bench.Output, Settings = new CellularityOptions { Fat = FatRule.Percentile } }, progress: progress => kept.Add(progress.IsKept));
        Assert.Equal([false, false], kept);
    }

    [Fact]
    public void A_bad_file_becomes_a_row_and_the_others_are_done()
    {
        using StudyBench bench = new();
        StudyOutcome outcome = bench.Run(bench.Draw("a.png"), bench.Write("b.png", "this is no picture"), Path.Combine(bench.Root, "missing.png"), bench.Draw("z.png", 2));
        Assert.Equal([true, false, false, true], outcome.Rows.Select(row => row.Document is not null));
        IReadOnlyList<IReadOnlyList<string>> table = CsvText.Parse(File.ReadAllText(Path.Combine(bench.Output, "results.csv")));
        Assert.Equal(["a.png", "b.png", "missing.png", "z.png"], table.Skip(1).Select(row => row[0]));
        Assert.Contains("b.png", table[2][^1]);
        Assert.All(table, row => Assert.Equal(table[0].Count, row.Count));
        Assert.False(Directory.Exists(Path.Combine(bench.Output, "b.png")));
    }

    [Fact]
    public void A_picture_without_marrow_is_refused_and_leaves_no_folder()
    {
        using StudyBench bench = new();
        string white = Path.Combine(bench.Root, "white.png");
        Raster<byte> picture = new(40, 30, 3);
        picture.Samples.AsSpan().Fill(255);
        PictureFile.WritePng(white, picture);
        Assert.Equal("white.png: no marrow was found in it", Assert.IsType<SlideFormatException>(bench.Run(white).Rows[0].Failure).Message);
        Assert.Empty(Directory.GetDirectories(bench.Output));
    }

    [Fact]
    public void The_summary_is_what_the_rows_say()
    {
        using StudyBench bench = new();
        bench.Run(bench.Draw("a.png", 1), bench.Draw("b.png", 5), bench.Draw("c.png", 12));
        IReadOnlyList<IReadOnlyList<string>> table = CsvText.Parse(File.ReadAllText(Path.Combine(bench.Output, "results.csv")));
        int column = table[0].ToList().IndexOf("cellularityPercent");
        double[] values = table.Skip(1).Select(row => double.Parse(row[column], CultureInfo.InvariantCulture)).ToArray();
        StudySummary summary = StrictJson.Read<StudySummary>(File.ReadAllText(Path.Combine(bench.Output, "summary.json")));
        double mean = values.Average();
        Assert.Equal(mean, summary.CellularityPercent.Mean!.Value, 10);
        Assert.Equal(Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / 2), summary.CellularityPercent.StandardDeviation!.Value, 10);
        Assert.Equal((values.Min(), values[1], values.Max()), (summary.CellularityPercent.Minimum, summary.CellularityPercent.Median, summary.CellularityPercent.Maximum));
    }

    [Fact]
    public void Files_of_the_same_bytes_are_named()
    {
        using StudyBench bench = new();
        StudySummary summary = bench.Run(bench.Draw("a.png", 1), bench.Draw("b.png", 5), bench.Draw("copy of a.png", 1)).Summary;
        Assert.Equal(["a.png", "copy of a.png"], Assert.Single(summary.Duplicates));
        Assert.Contains("the same bytes, each counted", File.ReadAllText(Path.Combine(bench.Output, "cohort.svg")));
    }

    [Fact]
    public void The_cohort_of_many_slides_stays_narrow()
    {
        using StudyBench bench = new();
        StudyOutcome outcome = bench.Run(bench.Draw("a.png"));
        StudyRow[] rows = [.. Enumerable.Range(0, 300).Select(i => outcome.Rows[0] with { Slide = $"s{i}", Document = outcome.Rows[0].Document! with { Slide = $"s{i}" } })];
        string svg = StudyFigures.Cohort(rows, StudySummary.Of(rows));
        using MemoryStream png = new(StudyFiles.Png(svg));
        string path = Path.Combine(bench.Root, "cohort.png");
        File.WriteAllBytes(path, png.ToArray());
        Assert.InRange(PictureFile.ReadRgb(path).Width, 1000, 2800);
    }

    [Fact]
    public void Slides_of_one_name_get_folders_of_their_own()
    {
        using StudyBench bench = new();
        StudyOutcome outcome = bench.Run(bench.Draw("one/x.png", 2), bench.Draw("two/X.png", 3), bench.Draw("cohort.png", 4));
        Assert.Equal(3, outcome.Rows.Select(row => row.Slide.ToLowerInvariant()).Distinct().Count());
        Assert.All(outcome.Rows, row => Assert.Matches("~[0-9a-f]{8}$", row.Slide));
        Assert.True(File.Exists(Path.Combine(bench.Output, "cohort.png")));
    }

    [Fact]
    public void Folders_are_searched_and_own_results_left_out()
    {
        using StudyBench bench = new();
        bench.Draw("in/b.png");
        bench.Draw("in/deep/a.PNG");
        bench.Write("in/notes.txt", "x");
        string input = Path.Combine(bench.Root, "in");
        new CellularityStudy(BrightnessMethod.Run).Run(StudyPlan.Create(new CellularityStudyOptions { Inputs = [input], OutputFolder = Path.Combine(input, "results") }), CancellationToken.None);
        Assert.Equal(["a.PNG", "b.png"], bench.Run(input).Rows.Select(row => row.Slide));
        string empty = Directory.CreateDirectory(Path.Combine(bench.Root, "empty")).FullName;
        Assert.Equal($"{empty}: no slides or pictures in this folder", Assert.Throws<FileNotFoundException>(() => bench.Run(empty)).Message);
    }

    [Fact]
    public void Dated_slides_of_a_patient_become_a_series_over_several_runs()
    {
        using StudyBench bench = new();
        CellularityStudyOptions Of(string slide, string day) => new() { Inputs = [slide], OutputFolder = bench.Output, Patient = new PatientDocument("P=1", DateOnly.Parse(day, CultureInfo.InvariantCulture), 40) };
        bench.Run(Of(bench.Draw("first.png", 2), "2024-03-01"));
        Assert.False(File.Exists(Path.Combine(bench.Output, "series.svg")));
        bench.Run(Of(bench.Draw("second.png", 10), "2024-03-31"));
        IReadOnlyList<IReadOnlyList<string>> table = CsvText.Parse(File.ReadAllText(Path.Combine(bench.Output, "series.csv")));
        Assert.Equal([["P=1", "2024-03-01", "0", "first.png"], ["P=1", "2024-03-31", "30", "second.png"]], table.Skip(1).Select(row => row.Take(4)));
        Assert.Contains("Patient P=1", File.ReadAllText(Path.Combine(bench.Output, "series.svg")));
    }

    [Fact]
    public void A_manifest_names_files_patients_ages_and_resolutions()
    {
        using StudyBench bench = new();
        bench.Draw("a.png");
        bench.Draw("b.png");
        string manifest = bench.Write("study.csv", "file,patient,date,age,mpp\na.png,P1,2024-01-05,30,0.5\nb.png,P2,,,\n");
        StudyOutcome outcome = bench.Run(new CellularityStudyOptions { Manifest = manifest, OutputFolder = bench.Output });
        Assert.Equal(new PatientDocument("P1", new DateOnly(2024, 1, 5), 30), outcome.Rows[0].Patient);
        Assert.Equal((0.5, null), (outcome.Rows[0].Document!.Input.MicrometersPerPixelX, outcome.Rows[1].Document!.Input.MicrometersPerPixelX));
    }

    [Theory]
    [InlineData("slide\na.png", "study.csv: has an unknown or repeated column 'slide'; known are file, patient, date, age, mpp, mask")]
    [InlineData("patient\nP1", "study.csv: has no column file")]
    [InlineData("file,date\na.png,5.1.2024", "study.csv: row 2: '5.1.2024' is no date of the form yyyy-MM-dd")]
    [InlineData("file,mpp\na.png,0", "study.csv: row 2: '0' is no mpp")]
    [InlineData("file,mpp\na.png,1e-9", "study.csv: row 2: microns per pixel must lie in 0.02…100, got 1E-09")]
    [InlineData("file;mpp\na.png;0,5", "study.csv: has cells parted by semicolons; commas are wanted, and points in numbers")]
    [InlineData("file,mpp\na.png", "study.csv: row 2 has 1 cells, wanted 2")]
    [InlineData("file\na.png\n./a.png", "study.csv: row 3 names './a.png' again")]
    [InlineData("file,patient\n", "the manifest names no file")]
    public void A_manifest_that_cannot_be_used_is_refused_in_words(string text, string message)
    {
        using StudyBench bench = new();
        string manifest = bench.Write("study.csv", text);
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => bench.Run(new CellularityStudyOptions { Manifest = manifest, OutputFolder = bench.Output })).Message);
    }

    [Fact]
    public void Cancelling_leaves_finished_slides_and_nothing_else()
    {
        using StudyBench bench = new();
        using CancellationTokenSource cancellation = new();
        string[] slides = [bench.Draw("a.png"), bench.Draw("b.png")];
        CellularityAnalysisResult CancelSecond(Slide slide, CellularityOptions options, ICompartmentSink sink, CancellationToken token)
        {
            if (slide.Path.EndsWith("b.png", StringComparison.Ordinal))
            {
                sink.Begin(slide.Size);
                cancellation.Cancel();
                token.ThrowIfCancellationRequested();
            }

            return BrightnessMethod.Run(slide, options, sink, token);
        }

        StudyPlan plan = StudyPlan.Create(new CellularityStudyOptions { Inputs = slides, OutputFolder = bench.Output });
        Assert.ThrowsAny<OperationCanceledException>(() => new CellularityStudy(CancelSecond).Run(plan, cancellation.Token));
        Assert.Equal(["a.png"], Directory.GetFileSystemEntries(bench.Output).Select(Path.GetFileName));
    }

    [Fact]
    public void A_failure_inside_a_parallel_loop_is_the_slides_own()
    {
        using StudyBench bench = new();
        CellularityStudyOptions options = new() { Inputs = [bench.Draw("a.png")], OutputFolder = bench.Output };
        StudyOutcome outcome = bench.Run(options, (slide, _, _, _) =>
        {
            Parallel.For(0, 4, i => throw new SlideFormatException(slide.Path, $"damaged in band {i}"));
            throw new InvalidOperationException("not reached");
        });
        Assert.Matches(@"^a\.png: damaged in band \d$", outcome.Rows[0].Failure!.Message);
    }

    [Fact]
    public void The_folder_of_the_pictures_is_refused_before_anything_is_analysed()
    {
        using StudyBench bench = new();
        string slide = bench.Draw("out/a.png");
        ResultFolderException refusal = Assert.Throws<ResultFolderException>(() => bench.Run(new CellularityStudyOptions { Inputs = [slide], OutputFolder = bench.Output }, (_, _, _, _) => throw new InvalidOperationException("not reached")));
        Assert.Equal($"{bench.Output}: holds a file a.png, where the results of that slide would lie; name another folder with --out", refusal.Message);
        Assert.Equal(["a.png"], Directory.GetFileSystemEntries(bench.Output).Select(Path.GetFileName));
    }

    [Fact]
    public void Two_runs_do_not_share_a_folder()
    {
        using StudyBench bench = new();
        string slide = bench.Draw("a.png");
        CellularityAnalysisResult Nested(Slide open, CellularityOptions options, ICompartmentSink sink, CancellationToken token)
        {
            Assert.Equal($"{bench.Output}: another run is writing to this folder", Assert.Throws<ResultFolderException>(() => bench.Run(slide)).Message);
            return BrightnessMethod.Run(open, options, sink, token);
        }

        Assert.NotNull(bench.Run(new CellularityStudyOptions { Inputs = [slide], OutputFolder = bench.Output }, Nested).Rows[0].Document);
    }

    [Fact]
    public void Slides_analysed_in_different_ways_are_not_called_comparable()
    {
        using StudyBench bench = new();
        bench.Run(bench.Draw("a.png"));
        StudyOutcome outcome = bench.Run(new CellularityStudyOptions { Inputs = [bench.Draw("b.png")], OutputFolder = bench.Output, Settings = new CellularityOptions { Fat = FatRule.Percentile } });
        Assert.False(outcome.Summary.IsComparable);
    }

    private static IEnumerable<string?> Names(string folder) => Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
