using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

public sealed class StainCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stain").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_good_run_answers_0_and_a_run_with_a_bad_file_3()
    {
        string good = Draw("good.png"), bad = Path.Combine(_folder, "bad.png");
        File.WriteAllText(bad, "no picture");
        Assert.Equal(ExitCodes.Good, Run("normalize", good, "--out", Path.Combine(_folder, "a")));
        Assert.Equal(ExitCodes.BadImageOrModel, Run("normalize", good, bad, "--out", Path.Combine(_folder, "b")));
        Assert.True(File.Exists(Path.Combine(_folder, "b", "good.png")));
    }

    [Fact]
    public void A_reference_is_written_and_sets_the_method_of_later_runs()
    {
        string picture = Draw("picture.png"), reference = Path.Combine(_folder, "reference.json");
        Assert.Equal(ExitCodes.Good, Run("fit", picture, "--method", "vahadane", "--out", reference));
        Assert.Equal(StainMethod.Vahadane, StainReferenceFile.Read(reference).Method);
        Assert.Equal(ExitCodes.Good, Run("normalize", picture, "--reference", reference, "--out", Path.Combine(_folder, "a")));
    }

    [Theory]
    [InlineData("--method", "reinhard")]
    [InlineData("--method", "7")]
    [InlineData("--beta", "9")]
    [InlineData("--transmitted-light", "0")]
    public void Values_that_cannot_be_used_answer_2(string option, string value) =>
        Assert.Equal(ExitCodes.BadValue, Run("normalize", Draw("picture.png"), option, value, "--out", Path.Combine(_folder, "a")));

    [Fact]
    public void Perturbed_copies_are_as_many_as_asked_differ_and_come_again_with_the_same_seed()
    {
        string picture = Draw("picture.png"), bad = Path.Combine(_folder, "bad.png");
        File.WriteAllText(bad, "no picture");
        byte[][] Copies(string folder, string seed)
        {
            string path = Path.Combine(_folder, folder);
            Assert.Equal(ExitCodes.BadImageOrModel, Run("augment", bad, picture, "--copies", "3", "--seed", seed, "--out", path));
            Assert.Equal(["contact-sheet.png", "picture.1.png", "picture.2.png", "picture.3.png"], Directory.GetFiles(path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            return [.. Enumerable.Range(1, 3).Select(copy => PictureFile.ReadRgb(Path.Combine(path, $"picture.{copy}.png")).Samples)];
        }

        byte[][] first = Copies("a", "5"), again = Copies("b", "5"), other = Copies("c", "6");
        Assert.Equal(first, again);
        Assert.Equal(6, first.Concat(other).Select(Convert.ToHexString).Distinct().Count());
        Assert.DoesNotContain(PictureFile.ReadRgb(picture).Samples, first);
        Assert.Equal(ExitCodes.BadValue, Run("augment", picture, "--copies", "0", "--out", Path.Combine(_folder, "d")));
        Assert.Equal(ExitCodes.BadValue, Run("augment", picture, "--method", "reinhard", "--out", Path.Combine(_folder, "d")));
        Assert.False(Directory.Exists(Path.Combine(_folder, "d")));
    }

    [Fact]
    public void Vectors_fitted_before_separate_other_pictures()
    {
        string picture = Draw("picture.png"), macenko = Path.Combine(_folder, "m.json"), reinhard = Path.Combine(_folder, "r.json"), output = Path.Combine(_folder, "o");
        Assert.Equal(ExitCodes.Good, Run("fit", picture, "--out", macenko));
        Assert.Equal(ExitCodes.Good, Run("fit", picture, "--method", "reinhard", "--out", reinhard));
        string fitted = Path.Combine(_folder, "d.json");
        Assert.Equal(ExitCodes.Good, Run("fit", picture, "--vectors", macenko, "--out", fitted));
        Assert.Equal(StainMethod.Deconvolution, StainReferenceFile.Read(fitted).Method);
        Assert.InRange(StainReferenceFile.Read(fitted).First!.Value.AngleDegrees(StainReferenceFile.Read(macenko).First!.Value), 0, 1e-6);
        Assert.Equal(ExitCodes.Good, Run("separate", picture, "--vectors", macenko, "--out", output));
        Assert.Equal(ExitCodes.BadImageOrModel, Run("separate", picture, "--vectors", reinhard, "--out", output));
        Assert.Equal(ExitCodes.BadValue, Run("separate", picture, "--vectors", macenko, "--method", "macenko", "--out", output));
    }

    [Fact]
    public void Pictures_of_16_bits_are_refused_in_one_sentence()
    {
        string deep = Path.Combine(_folder, "deep.tif"), sentence = "deep.tif: has 16 bits a sample; stains are measured in 8, and the rest is not cut off unasked";
        DeepTiff.Write(deep, 64, 64);
        foreach (string verb in new[] { "normalize", "separate", "augment" })
        {
            ProcessAnswer answer = MarrowProcess.Run("stain", verb, deep, "--out", Path.Combine(_folder, verb));
            Assert.Equal(sentence, answer.Refusal(ExitCodes.BadImageOrModel));
            Assert.Equal("1 file: 0 done, 0 unchanged, 1 failed\n", answer.Output);
            Assert.Equal(["contact-sheet.png"], Directory.GetFiles(Path.Combine(_folder, verb)).Select(Path.GetFileName));
        }

        Assert.Equal(sentence, MarrowProcess.Run("stain", "fit", deep).Refusal(ExitCodes.BadImageOrModel));
    }

    [Fact]
    public void Places_that_cannot_be_written_answer_4_in_one_sentence()
    {
        string picture = Draw("picture.png"), file = Path.Combine(_folder, "file"), reference = Path.Combine(_folder, "none", "reference.json");
        File.WriteAllText(file, "");
        foreach (string verb in new[] { "normalize", "separate", "augment" })
        {
            Assert.Contains(file, MarrowProcess.Run("stain", verb, picture, "--out", file).Refusal(ExitCodes.Files));
        }

        Assert.Equal($"Could not find a part of the path '{reference}'.", MarrowProcess.Run("stain", "fit", picture, "--out", reference).Refusal(ExitCodes.Files));
    }

    private static int Run(params string[] arguments)
    {
        System.CommandLine.ParseResult parse = StainCommand.Create().Parse(arguments);
        Assert.Empty(parse.Errors);
        return parse.Invoke();
    }

    /// <summary>Violet and pink stripes on glass.</summary>
    private string Draw(string name)
    {
        var random = new Random(3);
        var picture = new Raster<byte>(128, 128, 3);
        for (int pixel = 0; pixel < 128 * 128; pixel++)
        {
            int noise = random.Next(40);
            (int r, int g, int b) = (pixel % 128 / 16 % 3) switch
            {
                0 => (90 + noise, 60 + noise, 130 + noise),
                1 => (170 + (noise / 2), 90 + noise, 150 + (noise / 2)),
                _ => (244, 243, 245),
            };
            (picture.Samples[pixel * 3], picture.Samples[(pixel * 3) + 1], picture.Samples[(pixel * 3) + 2]) = ((byte)r, (byte)g, (byte)b);
        }

        string path = Path.Combine(_folder, name);
        PictureFile.WritePng(path, picture);
        return path;
    }
}
