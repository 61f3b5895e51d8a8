using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Marrow.Torch;

/// <summary>
/// A dictionary of a checkpoint, in file order. Keys are text or <see cref="long"/>; values are null, <see cref="bool"/>, <see cref="long"/>,
/// <see cref="double"/>, <see cref="string"/>, <see cref="Tensor"/>, <see cref="CheckpointMap"/>, <see cref="List{T}"/> or <see cref="CheckpointTuple"/>.
/// </summary>
public sealed class CheckpointMap : IEnumerable<KeyValuePair<object, object?>>
{
    private static readonly string[] Prefixes = ["module.", "_orig_mod."];

    private readonly OrderedDictionary<object, object?> items = [];

    public int Count => items.Count;

    /// <exception cref="CheckpointException">There is no such key.</exception>
    public object? this[object key]
    {
        get => items.TryGetValue(key, out object? value) ? value : throw new CheckpointException($"the checkpoint has no {key}");
        set => items[key] = value;
    }

    public void Add(object key, object? value) => items.Add(key, value);

    public bool TryGet(object key, [MaybeNullWhen(false)] out object? value) => items.TryGetValue(key, out value);

    /// <summary>The value under the key, which must be a T.</summary>
    /// <exception cref="CheckpointException">There is no such key, or it holds something else.</exception>
    public T Get<T>(object key) =>
        this[key] is T value ? value : throw new CheckpointException($"the checkpoint's {key} is not a {typeof(T).Name}");

    /// <summary>All entries as named tensors, as a state dict has them.</summary>
    /// <exception cref="CheckpointException">One of them is not a tensor.</exception>
    public IReadOnlyDictionary<string, Tensor> Tensors()
    {
        OrderedDictionary<string, Tensor> tensors = [];
        foreach ((object key, object? value) in items)
        {
            tensors.Add(
                key as string ?? throw new CheckpointException($"the weight {key} has no name"),
                value as Tensor ?? throw new CheckpointException($"the weight {key} is not a tensor"));
        }

        return tensors;
    }

    /// <summary>The same under the network's own names: distributed training and compilation put words before them, in either order.</summary>
    /// <exception cref="CheckpointException">One of them is not a tensor.</exception>
    public IReadOnlyDictionary<string, Tensor> Weights()
    {
        OrderedDictionary<string, Tensor> weights = [];
        foreach ((string key, Tensor weight) in Tensors())
        {
            weights[PlainName(key)] = weight;
        }

        return weights;
    }

    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string PlainName(string key)
    {
        while (Prefixes.FirstOrDefault(prefix => key.StartsWith(prefix, StringComparison.Ordinal)) is { } found)
        {
            key = key[found.Length..];
        }

        return key;
    }
}
