using Microsoft.Win32.SafeHandles;

namespace Marrow.Slides;

/// <summary>
/// A temporary file of a known length, read and written by place. It has no name, so that nothing is left however the process ends, and the system keeps
/// it in memory as long as nobody needs that more. What was not written is 0. Safe for several threads.
/// </summary>
public sealed class ScratchFile : IDisposable
{
    private readonly string folder;
    private readonly long bytes;
    private readonly SafeFileHandle file;

    /// <param name="bytes">Its length; the disk sets it aside at once, where it can.</param>
    /// <param name="folder">On whose disk it lies; null for the system's folder of temporary files.</param>
    /// <exception cref="IOException">The disk is full, or the folder is missing or not writable.</exception>
    public ScratchFile(long bytes, string? folder = null)
    {
        (this.bytes, this.folder) = (bytes, folder ?? Path.GetTempPath());
        string path = Path.Combine(Path.GetFullPath(this.folder), $".{Guid.NewGuid():N}.tmp");
        file = Guarded(() => File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.None, bytes));
        File.Delete(path);
        // For file systems that set nothing aside.
        Guarded(() => RandomAccess.SetLength(file, bytes));
    }

    /// <exception cref="IOException">The disk is full or takes no file of this size.</exception>
    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        try
        {
            RandomAccess.Write(file, source, offset);
        }
        catch (Exception failure) when (IsRefusal(failure))
        {
            throw Refused(failure);
        }
    }

    /// <exception cref="IOException">It cannot be read back.</exception>
    public void Read(Span<byte> destination, long offset)
    {
        for (int count; destination.Length > 0; destination = destination[count..], offset += count)
        {
            count = RandomAccess.Read(file, destination, offset);
            if (count == 0)
            {
                throw new IOException($"{folder}: a temporary file of {bytes} bytes cannot be read back");
            }
        }
    }

    public void Dispose() => file.Dispose();

    private void Guarded(Action act) => Guarded(() =>
    {
        act();
        return true;
    });

    private T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception failure) when (IsRefusal(failure))
        {
            throw Refused(failure);
        }
    }

    // .NET calls a file that outgrows its place (EFBIG) a bad argument.
    private static bool IsRefusal(Exception failure) =>
        failure is (IOException and not DirectoryNotFoundException) or ArgumentOutOfRangeException { ParamName: "value" };

    private IOException Refused(Exception failure) => new($"{folder}: has no room for a temporary file of {bytes} bytes", failure);
}
