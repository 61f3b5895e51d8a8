using System.Text.RegularExpressions;

namespace Marrow.Slides;

/// <summary>The folder of a run's results, held against a second run; what a killed run left unfinished is taken away.</summary>
internal sealed partial class StainFolder : IDisposable
{
    private const string LockName = ".marrow-lock";

    private readonly FileStream held;

    private StainFolder(FileStream held) => this.held = held;

    /// <summary>Makes the folder where it is missing.</summary>
    /// <exception cref="IOException">It cannot be made or written, or another run holds it.</exception>
    public static StainFolder Open(string path)
    {
        string full = Directory.CreateDirectory(path).FullName, name = Path.Combine(full, LockName);
        try
        {
            var folder = new StainFolder(new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
            foreach (string left in Directory.EnumerateFiles(full, ".*.tmp*").Where(file => Unfinished().IsMatch(Path.GetFileName(file))))
            {
                File.Delete(left);
            }

            return folder;
        }
        catch (IOException failure) when (File.Exists(name))
        {
            throw new IOException($"{path}: another run is writing to this folder", failure);
        }
    }

    public void Dispose() => held.Dispose();

    /// <summary>What <see cref="WholeFile"/> and <see cref="PendingFile"/> call a file until it is whole.</summary>
    [GeneratedRegex(@"^\.[0-9a-f]{32}\.tmp(\.png|\.npy)?$")]
    private static partial Regex Unfinished();
}
