using System.IO.Compression;

namespace Marrow.Torch.Checkpoints;

/// <summary>Adds uncompressed entries to a checkpoint's zip, without a time, so that the same content gives the same bytes.</summary>
internal static class StorageWriter
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> content)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = NoTime;
        using Stream stream = entry.Open();
        stream.Write(content);
    }

    public static void Add(ZipArchive zip, string name, Tensor content)
    {
        using Scope scope = new();
        Add(zip, name, content.Detach().To(Device.Cpu).Contiguous().Bytes());
    }
}
