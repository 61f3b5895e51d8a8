namespace Marrow.Slides;

/// <summary>A file written piece by piece under a temporary name beside its place; it appears only when committed.</summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string path;
    private readonly string temporary;
    private bool isClosed;

    /// <exception cref="IOException">The folder is missing or not writable.</exception>
    public PendingFile(string path)
    {
        this.path = path;
        temporary = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            Stream = new OutputFile(temporary, FileMode.CreateNew);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw WholeFile.Named(failure, temporary, path);
        }
    }

    public OutputFile Stream { get; }

    /// <summary>Flushes to disk and moves the file into place.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(temporary, path, overwrite: true);
        isClosed = true;
    }

    public void Dispose()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        try
        {
            Stream.Dispose(); // may fail again to write what it holds, on a full disk
        }
        catch (IOException)
        {
        }

        File.Delete(temporary);
    }
}
