using System.IO.Compression;

namespace Marrow.Torch.Checkpoints;

/// <summary>Loads each storage of a <c>.pth</c> zip once, as a tensor of one axis.</summary>
internal sealed class StorageReader(ZipArchive zip, string folder) : IDisposable
{
    private readonly Dictionary<string, Tensor> loaded = [];

    /// <summary>Takes the pickle's persistent id: ('storage', type, key, device, elements).</summary>
    public object Load(CheckpointTuple id)
    {
        if (id.Items is not ["storage", PickleGlobal { Storage: { } type }, string key, string, long count])
        {
            throw new CheckpointException("its pickle is damaged");
        }

        return loaded.TryGetValue(key, out Tensor? tensor) ? tensor : loaded[key] = Read(key, type, count);
    }

    /// <summary>Views keep the memory that they need.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in loaded.Values)
        {
            tensor.Dispose();
        }
    }

    private Tensor Read(string key, ElementType type, long count)
    {
        ZipArchiveEntry entry = zip.GetEntry($"{folder}data/{key}") ?? throw new CheckpointException($"the storage {key} is missing");
        if (count < 0 || entry.Length / type.Size() != count || entry.Length % type.Size() != 0)
        {
            throw new CheckpointException($"the storage {key} has {entry.Length} bytes, wanted {count} elements of {type}");
        }

        Tensor tensor = Creation.Empty([count], type);
        using Stream stream = entry.Open();
        stream.ReadExactly(tensor.Bytes());
        return tensor;
    }
}
