using System.Text.Json.Nodes;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

/// <summary>A tiny data set of drawn cells (a nucleus inside a disc), planned for a small network; gone at its end.</summary>
public sealed class SegmentFolder : IDisposable
{
    private const int Width = 72, Height = 56;

    /// <summary>Draws the pairs.</summary>
    public SegmentFolder()
    {
        Directory.CreateDirectory(PathOf("pictures"));
        Directory.CreateDirectory(PathOf("masks"));
        for (int i = 0; i < 9; i++)
        {
            Draw($"cell{i}", new PixelSize(Width, Height), i);
        }

        // Smaller than the patch that the others lead to.
        Draw("small", new PixelSize(30, 22), 9);
    }

    /// <summary>Takes over what another one has drawn and planned.</summary>
    public SegmentFolder(SegmentFolder other)
    {
        foreach (string file in Directory.GetFiles(other.Root, "*", SearchOption.AllDirectories))
        {
            string copy = PathOf(Path.GetRelativePath(other.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("marrow-segment-").FullName;

    public string Raw => PathOf("raw", "Dataset501_Cells");

    public string Plans => PathOf("preprocessed", "Dataset501_Cells", "nnUNetPlans.json");

    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Imports the drawn pairs, plans them, and makes the planned network small.</summary>
    public void Plan()
    {
        Good("segment", "pairs", "import", Raw, "--images", PathOf("pictures"), "--masks", PathOf("masks"), "--labels", "cytoplasm", "nucleus");
        Good("segment", "plan", Raw, "--preprocessed", PathOf("preprocessed"));
        EditPlans(architecture =>
        {
            JsonObject arguments = architecture["arch_kwargs"]!.AsObject();
            foreach (string key in new[] { "features_per_stage", "kernel_sizes", "strides", "n_conv_per_stage" })
            {
                arguments[key] = new JsonArray([.. arguments[key]!.AsArray().Take(3).Select(node => node!.DeepClone())]);
            }

            arguments["features_per_stage"] = new JsonArray(32, 32, 64);
            arguments["n_conv_per_stage_decoder"] = new JsonArray(2, 2);
            arguments["n_stages"] = 3;
        });
    }

    /// <summary>Changes the planned architecture.</summary>
    public void EditPlans(Action<JsonNode> edit)
    {
        JsonNode plans = JsonNode.Parse(File.ReadAllText(Plans))!;
        edit(plans["configurations"]!["2d"]!["architecture"]!);
        File.WriteAllText(Plans, plans.ToJsonString());
    }

    /// <summary>The command line of a short training into a model folder.</summary>
    /// <param name="changes">Options with other values than the usual short ones, and flags.</param>
    public string[] Training(string model, params string[] changes)
    {
        string[] usual =
        [
            "--preprocessed", PathOf("preprocessed"), "--epochs", "3", "--iterations", "6", "--validation-iterations", "2",
            "--batch-size", "2", "--threads", "2", "--out", PathOf(model),
        ];
        return ["segment", "train", Raw, .. usual.Chunk(2).Where(pair => !changes.Contains(pair[0])).SelectMany(pair => pair), .. changes];
    }

    /// <summary>Runs a command that must succeed, and gives what it printed.</summary>
    public static string Good(params string[] arguments)
    {
        ProcessAnswer answer = MarrowProcess.Run(arguments);
        Assert.True(answer.Code == 0, answer.Errors);
        return answer.Output;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void Draw(string name, PixelSize size, int seed)
    {
        var random = new Random(seed);
        (int x, int y, double radius) = (random.Next(size.Width / 3, 2 * size.Width / 3), random.Next(size.Height / 3, 2 * size.Height / 3), size.Height * (0.2 + (0.1 * random.NextDouble())));
        var picture = new Raster<byte>(size.Width, size.Height, 3);
        var mask = new Raster<byte>(size.Width, size.Height, 1);
        for (int at = 0; at < size.Area; at++)
        {
            double distance = Math.Sqrt(Math.Pow((at % size.Width) - x, 2) + Math.Pow((at / size.Width) - y, 2));
            int kind = distance < radius / 2 ? 2 : distance < radius ? 1 : 0;
            mask.Samples[at] = (byte)(kind * 100);
            for (int channel = 0; channel < 3; channel++)
            {
                picture.Samples[(at * 3) + channel] = (byte)(210 - (kind * (60 - (channel * 15))) + random.Next(-12, 12));
            }
        }

        PictureFile.WritePng(PathOf("pictures", $"{name}.png"), picture);
        PictureFile.WritePng(PathOf("masks", $"{name}.png"), mask);
    }
}
