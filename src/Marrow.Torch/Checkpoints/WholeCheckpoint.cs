namespace Marrow.Torch.Checkpoints;

/// <summary>Writes a file beside its place and moves it there when it is complete; the one before survives any trouble.</summary>
internal static class WholeCheckpoint
{
    public static void Write(string path, Action<Stream> write)
    {
        string unfinished = $"{path}.unfinished";
        try
        {
            using (FileStream stream = new(unfinished, FileMode.Create, FileAccess.ReadWrite))
            {
                write(stream);
            }

            using (FileStream written = new(unfinished, FileMode.Open, FileAccess.ReadWrite))
            {
                written.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (ArgumentOutOfRangeException failure)
        {
            // What .NET makes of EFBIG: a limit on file sizes, or a file system that takes 4 GB at most.
            File.Delete(unfinished);
            throw new IOException($"{path}: the file is larger than this place takes", failure);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
