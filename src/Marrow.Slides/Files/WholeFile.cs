namespace Marrow.Slides;

/// <summary>Outputs that appear whole or not at all: written beside their place under a temporary name, flushed to disk, then renamed.</summary>
public static class WholeFile
{
    /// <summary>Writes a file through a stream; on any failure nothing is left and an earlier file stays.</summary>
    /// <exception cref="IOException">The disk is full, the folder is missing or not writable.</exception>
    /// <inheritdoc cref="WriteNamed" path="/param"/>
    public static void Write(string path, Action<Stream> write, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(write);
        WriteNamed(
            path,
            temporary =>
            {
                using var stream = new OutputFile(temporary, FileMode.Create);
                write(stream);
            },
            folder);
    }

    /// <summary>Writes a text file in UTF-8 without a byte-order mark.</summary>
    /// <inheritdoc cref="WriteNamed" path="/param"/>
    public static void WriteText(string path, string text, string? folder = null) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)), folder);

    /// <summary>Lets another writer (libvips, say) fill a temporary path with the same extension, then moves it into place.</summary>
    /// <param name="folder">Where the temporary file lies, on the same disk: one that is cleared of what killed processes left; null for that of the path.</param>
    public static void WriteNamed(string path, Action<string> write, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(write);
        folder ??= Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp{Path.GetExtension(path)}");
        try
        {
            write(temporary);
            using (var stream = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite))
            {
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && failure.Message.Contains(temporary, StringComparison.Ordinal))
        {
            throw Named(failure, temporary, path);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>The failure of writing under a temporary name, told of the name that the caller knows.</summary>
    internal static IOException Named(Exception failure, string temporary, string path) =>
        new(failure.Message.Replace(temporary, Path.GetFullPath(path), StringComparison.Ordinal), failure);
}
