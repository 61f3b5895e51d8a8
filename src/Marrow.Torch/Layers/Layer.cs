namespace Marrow.Torch;

/// <summary>
/// A part of a network: weights and child layers under the names by which checkpoints know them. Owns both.
/// A child registered under a second name shares its weights, as PyTorch does.
/// </summary>
public abstract class Layer : IDisposable
{
    private static readonly Operator SetDataOperator = new("aten::set_data");

    private readonly List<(string Name, object Part)> parts = [];
    private readonly HashSet<Tensor> buffers = [];

    /// <summary>Every weight and buffer under every name, in the order in which PyTorch's state dict has them; shared ones appear again.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State()
    {
        // PyTorch lists a module's own weights before its children's.
        foreach ((string name, object part) in parts)
        {
            if (part is Tensor tensor)
            {
                yield return new(name, tensor);
            }
        }

        foreach ((string name, object part) in parts)
        {
            if (part is Layer layer)
            {
                foreach ((string key, Tensor tensor) in layer.State())
                {
                    yield return new($"{name}.{key}", tensor);
                }
            }
        }
    }

    /// <summary>The trainable weights, each once, under its first name.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> NamedWeights()
    {
        HashSet<Tensor> seen = [];
        return State().Where(pair => !IsBuffer(pair.Value) && seen.Add(pair.Value)).ToArray();
    }

    /// <summary>The trainable weights, each once.</summary>
    public Tensor[] Weights() => NamedWeights().Select(pair => pair.Value).ToArray();

    /// <summary>
    /// Copies a checkpoint's tensors in by name. A shared weight may be there under any of its names; <paramref name="state"/> may hold more only
    /// where nothing here is called so and <paramref name="allowsExtra"/>.
    /// </summary>
    /// <exception cref="CheckpointException">A weight is missing, unknown, or of another shape.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state, bool allowsExtra = false) => Take(state, allowsExtra, (weight, source) => weight.CopyFrom(source));

    /// <summary>
    /// As <see cref="Load"/>, but without a copy: weights share the memory of <paramref name="state"/> wherever type and layout are the same.
    /// For networks that are only run; training them would change both.
    /// </summary>
    /// <exception cref="CheckpointException">A weight is missing, unknown, or of another shape.</exception>
    public void Adopt(IReadOnlyDictionary<string, Tensor> state) => Take(state, allowsExtra: false, (weight, source) =>
        SetDataOperator.CallMany(weight, source.Detach().To(weight.Type).Contiguous()));

    private void Take(IReadOnlyDictionary<string, Tensor> state, bool allowsExtra, Action<Tensor, Tensor> take)
    {
        using NoGradient noGradient = new();
        using Scope scope = new();
        HashSet<Tensor> loaded = [];
        HashSet<string> known = [];
        foreach ((string key, Tensor weight) in State())
        {
            known.Add(key);
            if (state.TryGetValue(key, out Tensor? source) && loaded.Add(weight))
            {
                Check(key, weight, source);
                take(weight, source);
            }
        }

        string? missing = State().FirstOrDefault(pair => !loaded.Contains(pair.Value)).Key;
        string? unknown = allowsExtra ? null : state.Keys.FirstOrDefault(key => !known.Contains(key));
        if (missing is not null || unknown is not null)
        {
            throw new CheckpointException(missing is not null ? $"the weight {missing} is missing" : $"the weight {unknown} has no place in this network");
        }
    }

    /// <summary>Moves all weights to a device, in place.</summary>
    public void MoveTo(Device device)
    {
        using NoGradient noGradient = new();
        using Scope scope = new();
        foreach (Tensor tensor in State().Select(pair => pair.Value).Distinct())
        {
            SetDataOperator.CallMany(tensor, tensor.Detach().To(device));
        }
    }

    /// <summary>Stores 4-axis weights with channels beside each other, which oneDNN prefers; values are unchanged.</summary>
    public void StoreChannelsLast()
    {
        using NoGradient noGradient = new();
        using Scope scope = new();
        foreach (Tensor tensor in State().Select(pair => pair.Value).Distinct().Where(tensor => tensor.Axes == 4))
        {
            SetDataOperator.CallMany(tensor, tensor.Detach().Contiguous(MemoryFormat.ChannelsLast));
        }
    }

    public void Dispose()
    {
        foreach ((_, object part) in parts)
        {
            ((IDisposable)part).Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Registers a child layer under the name by which checkpoints know it, and gives it back.</summary>
    protected T Child<T>(string name, T layer)
        where T : Layer
    {
        parts.Add((name, layer));
        return layer;
    }

    /// <summary>A trainable weight of zeros under the name by which checkpoints know it.</summary>
    protected Tensor Weight(string name, params long[] shape)
    {
        Tensor weight = Buffer(name, shape);
        buffers.Remove(weight);
        weight.RequiresGradient = true;
        return weight;
    }

    /// <summary>Numbers that checkpoints keep and training does not change, at first zeros.</summary>
    protected Tensor Buffer(string name, params long[] shape)
    {
        Tensor buffer = Scope.Release(Creation.UntouchedZeros(shape));
        parts.Add((name, buffer));
        buffers.Add(buffer);
        return buffer;
    }

    private static void Check(string key, Tensor weight, Tensor source)
    {
        if (!weight.Shape.AsSpan().SequenceEqual(source.Shape))
        {
            throw new CheckpointException($"the weight {key} has shape {string.Join(' ', source.Shape)}, wanted {string.Join(' ', weight.Shape)}");
        }
    }

    private bool IsBuffer(Tensor tensor) =>
        buffers.Contains(tensor) || parts.Any(part => part.Part is Layer layer && layer.IsBuffer(tensor));
}
