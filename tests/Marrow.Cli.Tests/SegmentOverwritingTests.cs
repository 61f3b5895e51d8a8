using System.Text.Json.Nodes;

namespace Marrow.Cli.Tests;

/// <summary><c>marrow segment predict</c> never writes over what it reads, and takes no picture or fold for another without a word.</summary>
[Collection(TrainedCells.Name)]
public sealed class SegmentOverwritingTests(TrainedCells cells) : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("marrow-overwriting-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Pictures_to_be_predicted_are_never_written_over()
    {
        byte[] before = Copy("cell0.png", "pictures", "a.png");
        Directory.CreateSymbolicLink(At("link"), At("pictures"));
        Directory.CreateSymbolicLink(At("above"), root);
        foreach ((string input, string output) in new[]
        {
            ("pictures", "pictures"), (Path.Combine("pictures", "a.png"), "pictures"), ("pictures", "link"), ("pictures", Path.Combine("above", "pictures")),
        })
        {
            Assert.Equal(
                $"{At(output, "a.png")}: is a picture to be predicted, and labels would be written over it; name another folder for them",
                Predict(input, output).Refusal(ExitCodes.Files));
        }

        Assert.Equal(["a.png"], Directory.GetFiles(At("pictures")).Select(Path.GetFileName));
        Assert.Equal(before, File.ReadAllBytes(At("pictures", "a.png")));
    }

    [Fact]
    public void The_model_is_never_written_over()
    {
        Copy("cell0.png", "pictures", "a.png");
        Assert.Equal(
            $"{cells.Model}: is the model's own folder; name another one for the predictions",
            MarrowProcess.Run("segment", "predict", cells.Model, At("pictures"), cells.Model).Refusal(ExitCodes.Files));
    }

    [Fact]
    public void Two_pictures_of_one_name_are_refused()
    {
        Copy("cell0.png", "pictures", "a.png");
        Copy("cell1.png", "pictures", "a.bmp");
        Assert.Equal("a.bmp and a.png would both be predicted into a.png; rename one, or predict them apart", Predict("pictures", "out").Refusal(ExitCodes.Files));
    }

    [Fact]
    public void Pictures_left_out_beside_numbered_channels_are_named()
    {
        Copy("cell0.png", "pictures", "a_0000.png");
        Copy("cell1.png", "pictures", "b.png");
        ProcessAnswer answer = Predict("pictures", "out");
        Assert.Equal(0, answer.Code);
        Assert.StartsWith($"marrow: {At("pictures")}: has files named NAME_0000.png, so only those are predicted; left out: b.png\n", answer.Errors);
        Assert.False(File.Exists(At("out", "b.png")));
    }

    [Fact]
    public void A_fold_of_all_cases_is_joined_only_where_it_is_named_or_alone()
    {
        Copy("cell0.png", "pictures", "a.png");
        foreach (string file in Directory.GetFiles(cells.Model, "*.json").Where(file => !file.EndsWith("model.json", StringComparison.Ordinal)))
        {
            CopyFile(file, At("model", Path.GetFileName(file)));
        }

        foreach ((string from, string to) in new[] { ("fold_0", "fold_0"), ("fold_1", "fold_all") })
        {
            CopyFile(Path.Combine(cells.Model, from, "checkpoint_final.pth"), At("model", to, "checkpoint_final.pth"));
        }

        Assert.Equal(["fold_0/checkpoint_final.pth"], FoldsOf("numbered"));
        Assert.Equal(["fold_0/checkpoint_final.pth", "fold_all/checkpoint_final.pth"], FoldsOf("named", "--folds", "0", "all"));
        Directory.Delete(At("model", "fold_0"), recursive: true);
        Assert.Equal(["fold_all/checkpoint_final.pth"], FoldsOf("alone"));
    }

    private string[] FoldsOf(string output, params string[] more)
    {
        SegmentFolder.Good(["segment", "predict", At("model"), At("pictures"), At(output), .. more, "--threads", "2"]);
        return [.. JsonNode.Parse(File.ReadAllText(At(output, "prediction.json")))!["settings"]!["checkpoints"]!.AsObject().Select(entry => entry.Key)];
    }

    private ProcessAnswer Predict(string input, string output) => MarrowProcess.Run("segment", "predict", cells.Model, At(input), At(output), "--threads", "2");

    private byte[] Copy(string cell, params string[] target)
    {
        CopyFile(Path.Combine(cells.Pictures, cell), At(target));
        return File.ReadAllBytes(At(target));
    }

    private static void CopyFile(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }

    private string At(params string[] parts) => Path.Combine([root, .. parts]);
}
