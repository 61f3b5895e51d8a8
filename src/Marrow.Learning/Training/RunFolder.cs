namespace Marrow.Learning;

/// <summary>The folder of one training run, held by one process at a time. What a killed process had begun to write there goes when the next one takes hold.</summary>
public sealed class RunFolder : IDisposable
{
    private readonly FileStream hold;

    /// <summary>Creates the folder if need be and takes hold of it; the hold ends with the process, however it ends.</summary>
    /// <exception cref="IOException">Another training holds it, or it cannot be written.</exception>
    public RunFolder(string path)
    {
        Path = path;
        Directory.CreateDirectory(path);
        try
        {
            hold = new FileStream(System.IO.Path.Combine(path, ".training"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (File.Exists(System.IO.Path.Combine(path, ".training")))
        {
            throw new IOException($"{path}: another training is running in this folder", busy);
        }

        DeleteUnfinished();
    }

    public string Path { get; }

    /// <summary>The state after the last saved epoch; what <c>--continue</c> starts from.</summary>
    public string Latest => Of("checkpoint_latest.pth");

    /// <summary>The state with the highest moving Dice.</summary>
    public string Best => Of("checkpoint_best.pth");

    /// <summary>The state after the last epoch.</summary>
    public string Final => Of("checkpoint_final.pth");

    /// <summary>True where a training has saved anything.</summary>
    public bool HasTraining => File.Exists(Latest) || File.Exists(Best) || File.Exists(Final);

    /// <summary>True where a continued run finds a state to go on from, or everything done.</summary>
    public bool CanContinue => File.Exists(Latest) || File.Exists(Final);

    public string Of(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => hold.Dispose();

    private void DeleteUnfinished()
    {
        foreach (string file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories).Where(IsUnfinished))
        {
            File.Delete(file);
        }
    }

    // The temporary names of checkpoints, and of all other outputs: .(32 digits).tmp(extension).
    private static bool IsUnfinished(string file)
    {
        string name = System.IO.Path.GetFileName(file);
        return name.EndsWith(".pth.unfinished", StringComparison.Ordinal)
            || (name.Length >= 37 && name[0] == '.' && Guid.TryParseExact(name.AsSpan(1, 32), "N", out _) && name.AsSpan(33).StartsWith(".tmp"));
    }
}
