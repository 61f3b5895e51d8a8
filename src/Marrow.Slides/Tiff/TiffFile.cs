using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Marrow.Slides;

/// <summary>An open TIFF or BigTIFF of either byte order: reads directories and bytes at offsets. Safe for several threads.</summary>
internal sealed class TiffFile : IDisposable
{
    private const int DirectoryLimit = 4096;
    private const int EntryLimit = 4096;

    private readonly SafeFileHandle handle;

    private TiffFile(string path, SafeFileHandle handle) =>
        (Path, this.handle, Length) = (path, handle, RandomAccess.GetLength(handle));

    public string Path { get; }

    public long Length { get; }

    public bool IsBigEndian { get; private set; }

    public bool IsBig { get; private set; }

    /// <summary>The directories of the main chain, in file order; at least one.</summary>
    public IReadOnlyList<TiffDirectory> Directories { get; private set; } = [];

    /// <exception cref="SlideFormatException">The header or a directory lies outside the file or makes no sense.</exception>
    public static TiffFile Open(string path)
    {
        TiffFile file = new(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess));
        try
        {
            file.ReadDirectories();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes at an offset.</summary>
    /// <exception cref="SlideFormatException">They lie past the end of the file.</exception>
    public byte[] Bytes(long offset, long count)
    {
        CheckInside(offset, count);
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)count);
        Fill(offset, bytes);
        return bytes;
    }

    /// <summary>Fills a buffer with the bytes at an offset.</summary>
    /// <inheritdoc cref="Bytes"/>
    public void Fill(long offset, Span<byte> bytes)
    {
        CheckInside(offset, bytes.Length);
        if (RandomAccess.Read(handle, bytes, offset) != bytes.Length)
        {
            throw Damage($"{bytes.Length} bytes at {offset} cannot be read");
        }
    }

    public SlideFormatException Damage(string problem) => new(Path, $"damaged TIFF: {problem}");

    /// <summary>A directory at an offset, and the offset of the one after it.</summary>
    public (TiffDirectory Directory, long Next) ReadDirectory(long offset)
    {
        int countBytes = IsBig ? 8 : 2, entryBytes = IsBig ? 20 : 12;
        long count = Unsigned(Bytes(offset, countBytes));
        if (count is 0 or > EntryLimit)
        {
            throw Damage($"the directory at {offset} has {count} entries");
        }

        byte[] entries = Bytes(offset + countBytes, (count * entryBytes) + (IsBig ? 8 : 4));
        TiffDirectory directory = new(this);
        for (int i = 0; i < count; i++)
        {
            directory.Add(entries.AsSpan(i * entryBytes, entryBytes));
        }

        return (directory, Unsigned(entries.AsSpan((int)count * entryBytes)));
    }

    /// <summary>An unsigned number of 1, 2, 4 or 8 bytes in the file's byte order.</summary>
    public ulong Unsigned64(ReadOnlySpan<byte> bytes) => (bytes.Length, IsBigEndian) switch
    {
        (1, _) => bytes[0],
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (_, true) => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    /// <summary>An offset or a count; past 2⁶³ it makes no sense in any file.</summary>
    public long Unsigned(ReadOnlySpan<byte> bytes) =>
        Unsigned64(bytes) is ulong value and <= long.MaxValue ? (long)value : throw Damage("a number in it passes every file's size");

    public void Dispose() => handle.Dispose();

    private void CheckInside(long offset, long count)
    {
        if (offset < 0 || count < 0 || count > Array.MaxLength || offset > Length - count)
        {
            throw Damage($"{count} bytes at {offset} lie past its end of {Length}");
        }
    }

    private void ReadDirectories()
    {
        byte[] head = Bytes(0, Math.Min(16, Length));
        if (head.Length < 8)
        {
            throw Damage($"it has only {Length} bytes");
        }

        IsBigEndian = head[0] == 'M';
        IsBig = Unsigned64(head.AsSpan(2, 2)) == 43;
        if (IsBig && head.Length < 16)
        {
            throw Damage($"it has only {Length} bytes");
        }

        List<TiffDirectory> directories = [];
        HashSet<long> seen = [];
        for (long offset = Unsigned(IsBig ? head.AsSpan(8, 8) : head.AsSpan(4, 4)); offset != 0;)
        {
            if (!seen.Add(offset) || directories.Count == DirectoryLimit)
            {
                throw Damage("its chain of directories does not end");
            }

            (TiffDirectory directory, offset) = ReadDirectory(offset);
            directories.Add(directory);
        }

        Directories = directories.Count > 0 ? directories : throw Damage("it has no directory");
    }
}
