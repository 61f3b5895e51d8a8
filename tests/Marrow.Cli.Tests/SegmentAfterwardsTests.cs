using System.IO.Compression;
using System.Text;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

/// <summary>What is done with predictions: ensembles, postprocessing, evaluation of pictures drawn by hand.</summary>
public sealed class SegmentAfterwardsTests : IDisposable
{
    private const string Names = """{"channel_names": {"0": "red", "1": "green", "2": "blue"}, "labels": {"background": 0, "cell": 1}, "numTraining": 1, "file_ending": ".png"}""";

    private readonly string _root = Directory.CreateTempSubdirectory("marrow-afterwards-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void An_ensemble_goes_on_past_a_damaged_archive_says_so_and_ends_with_3()
    {
        foreach (string folder in new[] { "a", "b" })
        {
            File.WriteAllText(Path.Combine(Folder(folder), "dataset.json"), Names);
            foreach (string picture in new[] { "first", "middle", "last" })
            {
                Probabilities(Path.Combine(_root, folder, $"{picture}.npz"), picture == "middle" && folder == "b" ? 3 : 4);
            }
        }

        File.WriteAllText(Path.Combine(_root, "b", "last.npz"), "text");
        ProcessAnswer answer = MarrowProcess.Run("segment", "ensemble", Path.Combine(_root, "a"), Path.Combine(_root, "b"), "--out", Path.Combine(_root, "joined"));
        Assert.Equal((ExitCodes.BadImageOrModel, "1 picture joined from 2 folders, 2 failed\n"), (answer.Code, answer.Output));
        Assert.Contains("marrow: last.npz: it is cut short or no zip\n", answer.Errors);
        Assert.Contains($"marrow: {Path.Combine(_root, "b", "middle.npz")}: has the shape 2 × 1 × 1 × 3, ", answer.Errors);
        Assert.Equal(["dataset.json", "first.png"], Directory.GetFiles(Path.Combine(_root, "joined")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Postprocessed_labels_keep_the_names_of_their_labels_and_can_be_judged()
    {
        Labels("truth", 0, 0, 0, 0);
        Labels("found", 0, 0, 0, 0);
        File.WriteAllText(Path.Combine(_root, "found", "dataset.json"), Names);
        string steps = Path.Combine(_root, "postprocessing.json"), target = Path.Combine(_root, "kept");
        File.WriteAllText(steps, """{"postprocessing_kwargs": [{"labels_or_regions": [1]}]}""");
        SegmentFolder.Good("segment", "postprocess", "apply", Path.Combine(_root, "found"), "--steps", steps, "--out", target);
        string text = SegmentFolder.Good("segment", "evaluate", Path.Combine(_root, "truth"), target, "--no-pictures");
        Assert.StartsWith("1 picture; pooled", text);
        Assert.Contains("Dice –  IoU –  precision –  recall –  mean Dice of pictures nowhere", text);
    }

    [Fact]
    public void Postprocessing_is_not_sought_on_pictures_of_another_size_or_with_labels_of_another_table()
    {
        Labels("truth", 0, 1, 0, 0);
        File.WriteAllText(Path.Combine(Folder("found"), "dataset.json"), Names);
        string truth = Path.Combine(_root, "truth"), found = Path.Combine(_root, "found");
        PictureFile.WritePng(Path.Combine(found, "p.png"), new Raster<byte>(3, 2, 1));
        Assert.Equal("p.png: is 3×2, but its reference is 2×2", MarrowProcess.Run("segment", "postprocess", "determine", truth, found).Refusal(ExitCodes.BadImageOrModel));
        Labels("found", 0, 7, 0, 0);
        Assert.StartsWith("p.png: ", MarrowProcess.Run("segment", "postprocess", "determine", truth, found).Refusal(ExitCodes.BadImageOrModel));
        Labels("found", 0, 1, 0, 0);
        Assert.Equal("no step helps\n", SegmentFolder.Good("segment", "postprocess", "determine", truth, found));
        Assert.True(File.Exists(Path.Combine(found, "postprocessing.json")));
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    private void Labels(string folder, params int[] labels) =>
        PictureFile.WritePng(Path.Combine(Folder(folder), "p.png"), new Raster<byte>(2, 2, 1, Array.ConvertAll(labels, label => (byte)label)));

    /// <summary>Two heads for one row of pixels, as NumPy writes them.</summary>
    private static void Probabilities(string path, int width)
    {
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using Stream stream = zip.CreateEntry("probabilities.npy").Open();
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 1, {width}), }}\n";
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. new byte[2 * width * 4]]);
    }
}
