using System.Diagnostics;
using System.Text.Json;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

/// <summary>The verbs info and doctor, run as a process.</summary>
public sealed class InfoAndDoctorTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    [Fact]
    public void Info_goes_on_past_bad_files_and_says_so_at_the_end()
    {
        string good = In("good 🔬.png"), text = In("text.png"), missing = In("missing.svs");
        PictureFile.WritePng(good, new Raster<byte>(12, 7, 3));
        File.WriteAllText(text, "hello");
        (int code, string output, string errors) = Run("info", text, good, missing);
        Assert.Equal(ExitCodes.BadImageOrModel, code);
        Assert.Contains("size        12×7 pixels", output);
        Assert.Equal($"marrow: text.png: is not a picture or slide in a known format\nmarrow: {missing}: no such file\n", errors);
        Assert.Equal(ExitCodes.Files, Run("info", missing, good, text).Code);
    }

    [Fact]
    public void Info_speaks_json()
    {
        PixelPitch pitch = new(new MicrometersPerPixel(0.5), new MicrometersPerPixel(0.5));
        using (PyramidTiffWriter writer = new(In("a.tif"), new PixelSize(600, 400), new PyramidTiffOptions { Palette = [RgbColor.White], Pitch = pitch }))
        {
            writer.Append(new byte[600 * 400]);
            writer.Complete();
        }

        (int code, string output, _) = Run("info", "--format", "json", In("a.tif"));
        JsonElement info = JsonDocument.Parse(output).RootElement.GetProperty("files")[0].GetProperty("info");
        Assert.Equal(ExitCodes.Good, code);
        Assert.Equal(600, info.GetProperty("width").GetInt32());
        Assert.Equal(0.5, info.GetProperty("micronsPerPixelX").GetDouble(), 1e-9);
        Assert.Equal(3, info.GetProperty("levels").GetArrayLength());
    }

    [Fact]
    public void Native_libraries_print_nothing()
    {
        File.WriteAllBytes(In("a.tif"), [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0, 1, 3, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
        (int code, _, string errors) = Run("info", In("a.tif"));
        Assert.Equal(ExitCodes.BadImageOrModel, code);
        Assert.Equal("marrow: a.tif: damaged TIFF: its height is 0\n", errors);
    }

    [Fact]
    public void Doctor_names_every_library_and_its_remedy()
    {
        (int code, string output, _) = Run("doctor", "--format", "json");
        JsonElement[] libraries = JsonDocument.Parse(output).RootElement.GetProperty("libraries").EnumerateArray().ToArray();
        Assert.Equal(["Marrow", ".NET", "libvips", "librsvg", "OpenSlide", "TurboJPEG", "libjpeg-turbo", "libtorch", "OpenBLAS"], libraries.Select(library => library.GetProperty("name").GetString()));
        bool[] isMissing = libraries.Select(library => library.TryGetProperty("problem", out _)).ToArray();
        Assert.Equal(isMissing.Contains(true) ? ExitCodes.Files : ExitCodes.Good, code);
        Assert.All(libraries, library => Assert.True(library.TryGetProperty("version", out _) || library.TryGetProperty("remedy", out _)));
        Assert.StartsWith("8.", libraries[2].GetProperty("version").GetString());
        Assert.StartsWith("2.", libraries[3].GetProperty("version").GetString());
        Assert.StartsWith("3.", libraries[4].GetProperty("version").GetString());
        string[] kinds = [.. JsonDocument.Parse(output).RootElement.GetProperty("processor").EnumerateArray().Select(kind => kind.GetString()!)];
        Assert.Equal(isMissing[7] ? [] : new[] { "AVX-512", "AVX512-FP16", "AMX" }.Take(kinds.Length), kinds);
        Assert.Equal(!isMissing[7] && File.ReadAllText("/proc/cpuinfo").Contains(" avx512_fp16", StringComparison.Ordinal), kinds.Contains("AVX512-FP16"));
    }

    [Theory]
    [InlineData("libvips.so.42", "libvips")]
    [InlineData("libopenslide.so.0", "OpenSlide")]
    public void A_library_that_cannot_be_loaded_is_named_with_what_mends_it(string file, string name)
    {
        string broken = Directory.CreateDirectory(In("libraries")).FullName, slide = In("a.vms");
        File.WriteAllText(Path.Combine(broken, file), "no library");
        // OpenSlide is asked of what is no picture.
        File.WriteAllText(slide, "text");

        ProcessAnswer doctor = MarrowProcess.Shell($"LD_LIBRARY_PATH='{broken}' \"$MARROW\" doctor");
        Assert.Equal(ExitCodes.Files, doctor.Code);
        Assert.Matches($"(?m)^missing +{name} +cannot be loaded; run: apt-get install --no-install-recommends lib", doctor.Output);
        foreach (string verb in new[] { $"info '{slide}'", $"cellularity '{slide}' --fat percentile --region whole --out '{In("out")}'" })
        {
            ProcessAnswer answer = MarrowProcess.Shell($"LD_LIBRARY_PATH='{broken}' \"$MARROW\" {verb}");
            Assert.Equal($"{file} cannot be loaded; marrow doctor says what to install", answer.Refusal(ExitCodes.Files));
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "marrow.dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private string In(string name) => Path.Combine(folder.FullName, name);
}
