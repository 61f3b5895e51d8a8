namespace Marrow.Torch.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("marrow-checkpoint").FullName;
    private readonly Scope scope = new();

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_pth_comes_back_as_it_was_written()
    {
        string path = Path.Combine(folder, "a.pth");
        Tensor weight = Creation.From([1f, 2, 3, 4, 5, 6], 2, 3);
        TorchFile.Write(path, new CheckpointMap
        {
            { "network_weights", new CheckpointMap { { "a", weight }, { "again", weight }, { "turned", weight.Permute(1, 0) }, { "empty", Creation.Zeros([0]) } } },
            { "epoch", 10 },
            { "large", 1L << 40 },
            { "negative", -3L },
            { "rate", 0.1 },
            { "flag", true },
            { "nothing", null },
            { "name", "Mark β" },
            { "axes", new CheckpointTuple(0L, 1L) },
            { "list", new List<object?> { 1L, "x", new List<object?>() } },
            { "state", new CheckpointMap { { 0L, new CheckpointMap { { "momentum_buffer", Creation.From([1L, 2], 2) } } } } },
        });

        CheckpointMap read = TorchFile.Read(path);
        IReadOnlyDictionary<string, Tensor> weights = read.Get<CheckpointMap>("network_weights").Tensors();
        Assert.Equal(["a", "again", "turned", "empty"], weights.Keys);
        Assert.Equal([1f, 2, 3, 4, 5, 6], weights["a"].ToArray<float>());
        Assert.Equal([1f, 2, 3, 4, 5, 6], weights["again"].ToArray<float>());
        Assert.Equal([1f, 4, 2, 5, 3, 6], weights["turned"].ToArray<float>());
        Assert.Equal([3, 2], weights["turned"].Shape);
        Assert.Equal([0], weights["empty"].Shape);
        Assert.Equal((10L, 1L << 40, -3L, 0.1), (read["epoch"], read["large"], read["negative"], read["rate"]));
        Assert.Equal((true, null, "Mark β"), (read["flag"], read["nothing"], read["name"]));
        Assert.Equal([0L, 1L], read.Get<CheckpointTuple>("axes").Items);
        Assert.Equal(3, read.Get<List<object?>>("list").Count);
        Assert.Equal([1L, 2], read.Get<CheckpointMap>("state").Get<CheckpointMap>(0L).Get<Tensor>("momentum_buffer").ToArray<long>());
        Assert.Equal("the checkpoint has no trainer_name", Assert.Throws<CheckpointException>(() => read["trainer_name"]).Message);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes()
    {
        CheckpointMap content = new() { { "w", new CheckpointMap { { "a", Creation.Ones([3]) } } } };
        TorchFile.Write(Path.Combine(folder, "a.pth"), content);
        TorchFile.Write(Path.Combine(folder, "b.pth"), content);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "a.pth")), File.ReadAllBytes(Path.Combine(folder, "b.pth")));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_the_one_before()
    {
        string path = Path.Combine(folder, "a.pth");
        TorchFile.Write(path, new CheckpointMap { { "epoch", 1 } });
        Assert.Throws<ArgumentException>(() => TorchFile.Write(path, new CheckpointMap { { "epoch", 2 }, { "when", DateTime.UnixEpoch } }));
        Assert.Equal(1L, TorchFile.Read(path)["epoch"]);
        Assert.Single(Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Boolean)]
    public void Safetensors_come_back_as_they_were_written(ElementType type)
    {
        string path = Path.Combine(folder, "a.safetensors");
        Tensor tensor = Creation.From([0f, 1, 0, 1, 1, 0], 3, 2).To(type);
        Dictionary<string, string> notes = new() { ["license"] = "none" };
        SafeTensorsFile.Write(path, new SafeTensors(new Dictionary<string, Tensor> { ["x.y"] = tensor, ["z"] = Creation.Ones([1]) }, notes));
        SafeTensors read = SafeTensorsFile.Read(path);
        Assert.Equal(notes, read.Notes);
        Assert.Equal(["x.y", "z"], read.Tensors.Keys);
        Assert.Equal(type, read.Tensors["x.y"].Type);
        Assert.Equal([3, 2], read.Tensors["x.y"].Shape);
        Assert.Equal([0f, 1, 0, 1, 1, 0], read.Tensors["x.y"].To(ElementType.Float32).ToArray<float>());
    }

    [Fact]
    public void A_layer_says_which_weight_does_not_fit()
    {
        using LinearLayer layer = new(2, 3);
        Dictionary<string, Tensor> state = new() { ["weight"] = Creation.Ones([3, 2]) };
        Assert.Equal("the weight bias is missing", Assert.Throws<CheckpointException>(() => layer.Load(state)).Message);
        state["bias"] = Creation.Ones([4]);
        Assert.Equal("the weight bias has shape 4, wanted 3", Assert.Throws<CheckpointException>(() => layer.Load(state)).Message);
        state["bias"] = Creation.Ones([3]);
        state["extra"] = Creation.Ones([3]);
        Assert.Equal("the weight extra has no place in this network", Assert.Throws<CheckpointException>(() => layer.Load(state)).Message);
        layer.Load(state, allowsExtra: true);
        Assert.Equal([1f, 1, 1], layer.Bias!.ToArray<float>());
    }
}
