using System.IO.Compression;
using Marrow.Torch.Checkpoints;

namespace Marrow.Torch;

/// <summary>
/// PyTorch's <c>.pth</c> files (a zip with a pickle). Read without running anything: tensors and plain values are built, everything else is refused
/// by name. Written so that Python's <c>torch.load(weights_only=True)</c> reads them.
/// </summary>
public static class TorchFile
{
    /// <summary>Reads the file's top dictionary; all tensors on the CPU, wherever they were saved. The caller's scope owns them.</summary>
    /// <exception cref="CheckpointException">Damaged, cut short, not of this kind, or with something to run inside.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CheckpointMap Read(string path)
    {
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            ZipArchiveEntry pickle = zip.Entries.FirstOrDefault(entry => entry.Name == "data.pkl")
                ?? throw new CheckpointException("it is a zip without data.pkl, so not a PyTorch checkpoint");
            using StorageReader storages = new(zip, pickle.FullName[..^"data.pkl".Length]);
            return new PickleMachine(ReadAll(pickle), storages.Load).Run() as CheckpointMap
                ?? throw new CheckpointException("it does not hold a dictionary");
        }
        catch (CheckpointException trouble)
        {
            throw new CheckpointException($"{Path.GetFileName(path)}: {trouble.Message}", trouble);
        }
        catch (Exception trouble) when (trouble is InvalidDataException or EndOfStreamException or OverflowException)
        {
            throw new CheckpointException($"{Path.GetFileName(path)}: it is cut short or not a PyTorch zip checkpoint", trouble);
        }
    }

    /// <summary>Writes the dictionary; tensors that share memory share it in the file. The file appears whole or not at all.</summary>
    /// <exception cref="ArgumentException">A value of a kind that <see cref="CheckpointMap"/> does not list.</exception>
    public static void Write(string path, CheckpointMap content) => WholeCheckpoint.Write(path, stream =>
    {
        using PickleWriter writer = new();
        byte[] pickle = writer.Write(content);
        using ZipArchive zip = new(stream, ZipArchiveMode.Create);
        StorageWriter.Add(zip, "archive/data.pkl", pickle);
        StorageWriter.Add(zip, "archive/byteorder", "little"u8);
        foreach ((string key, Tensor storage) in writer.Storages)
        {
            StorageWriter.Add(zip, $"archive/data/{key}", storage);
        }

        StorageWriter.Add(zip, "archive/version", "3\n"u8);
    });

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream memory = new();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
