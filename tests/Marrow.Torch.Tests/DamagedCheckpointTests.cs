using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Marrow.Torch.Tests;

public sealed class DamagedCheckpointTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("marrow-damaged").FullName;
    private readonly Scope scope = new();

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_pickle_that_wants_to_run_something_runs_nothing()
    {
        string trace = Path.Combine(folder, "trace");
        string path = Pickle("\u0080\u0002cos\nsystem\nX" + Length("touch " + trace) + "touch " + trace + "\x85R.");
        Assert.Equal(
            "evil.pth: it wants to use os.system, which weights do not need; nothing was run",
            Assert.Throws<CheckpointException>(() => TorchFile.Read(path)).Message);
        Assert.False(File.Exists(trace));
    }

    [Theory]
    [InlineData("builtins", "eval")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("System.Diagnostics", "Process")]
    public void Other_names_are_refused_by_name(string module, string name) => Assert.Equal(
        $"evil.pth: it wants to use {module}.{name}, which weights do not need; nothing was run",
        Assert.Throws<CheckpointException>(() => TorchFile.Read(Pickle($"\u0080\u0002c{module}\n{name}\n)R."))).Message);

    [Theory]
    [InlineData("\u0080\u0002", "its pickle ends too early")]
    [InlineData("\u0080\u0002X\x05\0\0\0ab", "its pickle ends too early")]
    [InlineData("\u0080\u0002)R.", "its pickle is damaged")]
    [InlineData("\u0080\u0002h\x07.", "its pickle is damaged")]
    [InlineData("\u0080\u0002u.", "its pickle is damaged")]
    [InlineData("\u0080\u0002}cbuiltins", "its pickle is damaged")]
    [InlineData("\u0080\u0002i.", "its pickle has the operation 0x69, which weights do not need")]
    [InlineData("\u0080\u0002K\x01.", "it does not hold a dictionary")]
    public void A_damaged_pickle_is_said_in_one_sentence(string pickle, string problem) => Assert.Equal(
        $"evil.pth: {problem}", Assert.Throws<CheckpointException>(() => TorchFile.Read(Pickle(pickle))).Message);

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    [InlineData(0)]
    public void A_file_cut_short_is_said_in_one_sentence(double share)
    {
        string path = Good("cut.pth");
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(int)(bytes.Length * share)]);
        Assert.Equal(
            "cut.pth: it is cut short or not a PyTorch zip checkpoint", Assert.Throws<CheckpointException>(() => TorchFile.Read(path)).Message);
    }

    [Fact]
    public void A_storage_of_another_length_is_refused()
    {
        string path = Good("short.pth");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            zip.GetEntry("archive/data/0")!.Delete();
            using Stream stream = zip.CreateEntry("archive/data/0").Open();
            stream.Write(new byte[8]);
        }

        Assert.Equal(
            "short.pth: the storage 0 has 8 bytes, wanted 100 elements of Float32", Assert.Throws<CheckpointException>(() => TorchFile.Read(path)).Message);
    }

    [Fact]
    public void Cut_safetensors_are_said_in_one_sentence()
    {
        string path = Path.Combine(folder, "cut.safetensors");
        SafeTensorsFile.Write(path, new SafeTensors(new Dictionary<string, Tensor> { ["a"] = Creation.Ones([100]) }, new Dictionary<string, string>()));
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^4]);
        Assert.Equal("cut.safetensors: the tensor a does not fit its place in the file", Assert.Throws<CheckpointException>(() => SafeTensorsFile.Read(path)).Message);
        File.WriteAllBytes(path, bytes[..4]);
        Assert.Equal("cut.safetensors: it is cut short or not a safetensors file", Assert.Throws<CheckpointException>(() => SafeTensorsFile.Read(path)).Message);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, long.MaxValue);
        File.WriteAllBytes(path, bytes);
        Assert.Equal($"cut.safetensors: its header claims {long.MaxValue} bytes", Assert.Throws<CheckpointException>(() => SafeTensorsFile.Read(path)).Message);
    }

    private string Good(string name)
    {
        string path = Path.Combine(folder, name);
        TorchFile.Write(path, new CheckpointMap { { "w", new CheckpointMap { { "a", Creation.Ones([100]) } } } });
        return path;
    }

    /// <summary>A zip whose pickle has these Latin-1 bytes.</summary>
    private string Pickle(string text)
    {
        string path = Path.Combine(folder, "evil.pth");
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using Stream stream = zip.CreateEntry("archive/data.pkl").Open();
        stream.Write(Encoding.Latin1.GetBytes(text));
        return path;
    }

    private static string Length(string text)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, text.Length);
        return Encoding.Latin1.GetString(bytes);
    }
}
