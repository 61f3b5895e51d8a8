namespace Marrow.Torch.Tests;

public class TensorTests
{
    [Fact]
    public void Several_threads_may_call_an_operator_first()
    {
        for (int round = 0; round < 2000; round++)
        {
            var add = new Operator("aten::add", "Scalar");
            using Barrier together = new(4);
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                using Scope scope = new();
                Tensor one = Creation.Number(1);
                together.SignalAndWait();
                add.Call(one, 2.0);
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }
    }

    [Fact]
    public void The_library_loads_and_says_its_version()
    {
        Assert.True(TorchLibrary.TryLoad(out string? problem), problem);
        Assert.Matches(@"^\d+\.\d+", TorchLibrary.Version);
    }

    [Fact]
    public void Values_come_back_as_they_went_in()
    {
        using Scope scope = new();
        float[] values = [1, -2, 3.5f, 4, 5, 6];
        Tensor tensor = Creation.From(values, 2, 3);
        Assert.Equal([2, 3], tensor.Shape);
        Assert.Equal(ElementType.Float32, tensor.Type);
        Assert.Equal(values, tensor.ToArray<float>());
        Assert.Equal([1, 4, -2, 5, 3.5f, 6], tensor.Permute(1, 0).ToArray<float>());
        Assert.Equal(3, tensor.Length(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Length(2));
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Creation.From([1f, 2f], 3));
        using Scope scope = new();
        Tensor tensor = Creation.Zeros([2, 3, 4, 4]);
        Assert.Same(tensor, tensor.Expect("N 3 S S"));
        Assert.Equal("wanted a tensor of shape N 3 S, got 2 3 4 4", Assert.Throws<ArgumentException>(() => tensor.Expect("N 3 S")).Message);
        Assert.Throws<ArgumentException>(() => tensor.Expect("N S S S"));
        Assert.Throws<ArgumentException>(() => tensor.ToArray<double>());
    }

    [Fact]
    public void What_libtorch_refuses_is_one_line()
    {
        using Scope scope = new();
        TorchException trouble = Assert.Throws<TorchException>(() => Creation.Zeros([2, 3]).Add(Creation.Zeros([4, 5])));
        Assert.DoesNotContain('\n', trouble.Message);
        Assert.Contains("must match the size", trouble.Message);
        Assert.Equal("libtorch has no operator aten::nonsense", Assert.Throws<TorchException>(() => new Operator("aten::nonsense").Call()).Message);
        Assert.Contains("another build of Marrow", Assert.Throws<TorchException>(() => new Operator("marrow::nonsense").Call()).Message);
    }

    [Fact]
    public void A_scope_frees_what_it_does_not_keep()
    {
        long before = TorchLibrary.LiveTensors;
        Tensor kept;
        Tensor lost;
        using (Scope scope = new())
        {
            lost = Creation.Ones([3]);
            kept = scope.Keep(lost.Add(1.0));
        }

        Assert.Equal(before + 1, TorchLibrary.LiveTensors);
        Assert.Equal([2f, 2f, 2f], kept.ToArray<float>());
        Assert.Throws<ObjectDisposedException>(() => lost.Shape);
        kept.Dispose();
        Assert.Equal(before, TorchLibrary.LiveTensors);
    }

    [Fact]
    public void A_scope_ends_on_its_own_thread()
    {
        using Scope scope = new();
        Exception? trouble = null;
        Thread other = new(() => trouble = Record.Exception(scope.Dispose));
        other.Start();
        other.Join();
        Assert.IsType<InvalidOperationException>(trouble);
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        using Scope scope = new();
        using Generator first = new(7);
        using Generator second = new(7);
        Assert.Equal(Creation.Zeros([100]).FillNormal(0, 1, first).ToArray<float>(), Creation.Zeros([100]).FillNormal(0, 1, second).ToArray<float>());
    }

    [Fact]
    public void Channels_last_changes_memory_and_not_values()
    {
        using Scope scope = new();
        Tensor tensor = Creation.Range(0, 24, ElementType.Float32).Reshape(1, 2, 3, 4);
        Tensor last = tensor.Contiguous(MemoryFormat.ChannelsLast);
        Assert.Equal([24, 1, 8, 2], last.Strides);
        Assert.Equal(tensor.ToArray<float>(), last.ToArray<float>());
    }

    [Fact]
    public void Lists_and_several_results_cross_the_border()
    {
        using Scope scope = new();
        (Tensor values, Tensor indices) = Creation.From([3f, 1f, 2f], 3).Sort(0);
        Assert.Equal([1f, 2f, 3f], values.ToArray<float>());
        Assert.Equal([1L, 2L, 0L], indices.ToArray<long>());
        Tensor joined = new[] { values, values }.Stack(0);
        Assert.Equal([2, 3], joined.Shape);
        Tensor?[] parts = new Operator("aten::unbind", "int").CallMany(joined, 0);
        Assert.Equal(2, parts.Length);
        Tensor picked = new Operator("aten::index", "Tensor").Call(joined, Argument.Optional([null, indices]));
        Assert.Equal([2f, 3f, 1f, 2f, 3f, 1f], picked.ToArray<float>());
    }

    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:3", "cuda:3")]
    public void Devices_are_read_and_written(string text, string written) => Assert.Equal(written, Device.Parse(text).ToString());

    [Fact]
    public void An_unknown_device_is_refused() =>
        Assert.Equal("a device is cpu, cuda or cuda:N, not 'tpu' (Parameter 'text')", Assert.Throws<ArgumentException>(() => Device.Parse("tpu")).Message);
}
