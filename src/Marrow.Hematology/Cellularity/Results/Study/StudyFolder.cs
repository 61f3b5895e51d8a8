using System.Text.RegularExpressions;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// The folder of a study. One run at a time holds it. A slide's folder is filled under a temporary name and renamed when it is
/// whole, so that a run that dies leaves no half-written slide behind; the next run removes what it left.
/// </summary>
internal sealed partial class StudyFolder : IDisposable
{
    public const string ResultFile = "result.json";
    public const string SummaryFile = "summary.json";
    private const string Unfinished = ".marrow-unfinished-";
    private const string LockName = ".marrow-lock";
    private static readonly string[] Reserved = ["results.csv", SummaryFile, "cohort.svg", "cohort.png", "series.csv", "series.svg", "series.png", "sweep.csv", "sweep.svg", "sweep.png"];

    private readonly FileStream _lock;

    private StudyFolder(string path, FileStream held) => (Root, _lock) = (path, held);

    public string Root { get; }

    /// <summary>True for names that a slide's folder must not have.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>A path as people know it: inside a slide's unfinished folder, the study's.</summary>
    public static string Shown(string path) => path.IndexOf(Path.DirectorySeparatorChar + Unfinished, StringComparison.Ordinal) is >= 0 and int end ? path[..end] : path;

    /// <summary>Makes the folder where it is missing, holds it, and removes what a dead run left.</summary>
    /// <exception cref="ResultFolderException">It cannot be written, or another run holds it.</exception>
    public static StudyFolder Open(string path)
    {
        string full = Path.GetFullPath(path);
        ResultFolderException.Guard(path, () => Directory.CreateDirectory(full));
        StudyFolder folder = new(full, Hold(full, path));
        ResultFolderException.Guard(path, () =>
        {
            foreach (string left in Directory.EnumerateDirectories(full, Unfinished + "*"))
            {
                Directory.Delete(left, recursive: true);
            }

            foreach (string left in Directory.EnumerateFiles(full, ".*.tmp.*").Where(file => UnfinishedFile().IsMatch(Path.GetFileName(file))))
            {
                File.Delete(left);
            }
        });
        return folder;
    }

    public string PathOf(string slide) => Path.Combine(Root, slide);

    /// <summary>Refuses a folder in which files, the pictures themselves most likely, stand where slides get their folders.</summary>
    /// <exception cref="ResultFolderException">It is one.</exception>
    public void RefuseFiles(IReadOnlyList<StudySlide> slides)
    {
        foreach (StudySlide slide in slides)
        {
            if (File.Exists(PathOf(slide.Name)))
            {
                throw new ResultFolderException(Root, $"holds a file {slide.Name}, where the results of that slide would lie; name another folder with --out");
            }
        }
    }

    /// <summary>Fills a slide's folder: all of it appears, in place of an earlier one, or nothing does.</summary>
    public void Publish(string slide, Action<string> fill)
    {
        string unfinished = Path.Combine(Root, Unfinished + Guid.NewGuid().ToString("N"));
        ResultFolderException.Guard(Root, () => Directory.CreateDirectory(unfinished));
        try
        {
            fill(unfinished);
            ResultFolderException.Guard(PathOf(slide), () => Replace(unfinished, PathOf(slide)));
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }
    }

    /// <summary>The document of a slide's folder, or null where there is none that can be read.</summary>
    public CellularityDocument? ReadDocument(string slide)
    {
        try
        {
            CellularityDocument document = StrictJson.Read<CellularityDocument>(File.ReadAllText(Path.Combine(PathOf(slide), ResultFile)));
            return document is { Schema: CellularityDocument.SchemaName, SchemaVersion: CellularityDocument.CurrentSchemaVersion } && document.Slide == slide ? document : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>True where every output that the document names is there with its hash.</summary>
    public bool IsWhole(CellularityDocument document) => document.Outputs.All(output =>
    {
        string path = Path.Combine(PathOf(document.Slide), output.File);
        return File.Exists(path) && OutputDocument.Of(path) == output;
    });

    /// <summary>Every slide that the folder holds, by name.</summary>
    /// <param name="known">Those that this run has written or read already, or is about to write.</param>
    public IReadOnlyList<CellularityDocument> ReadAll(IReadOnlyList<CellularityDocument> known)
    {
        Dictionary<string, CellularityDocument> documents = known.ToDictionary(document => document.Slide, StringComparer.Ordinal);
        return Directory.EnumerateDirectories(Root)
            .Select(folder => Path.GetFileName(folder)!)
            .Where(name => !name.StartsWith('.'))
            .Union(documents.Keys)
            .Order(StringComparer.Ordinal)
            .Select(name => documents.GetValueOrDefault(name) ?? ReadDocument(name))
            .OfType<CellularityDocument>()
            .ToArray();
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>What <see cref="Slides.WholeFile"/> calls a file until it is whole.</summary>
    [GeneratedRegex(@"^\.[0-9a-f]{32}\.tmp\.(csv|json|svg|png)$")]
    private static partial Regex UnfinishedFile();

    private static FileStream Hold(string full, string path)
    {
        try
        {
            return new FileStream(Path.Combine(full, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            bool isHeld = File.Exists(Path.Combine(full, LockName)) && failure is IOException;
            throw new ResultFolderException(path, isHeld ? "another run is writing to this folder" : $"cannot be written ({failure.Message.TrimEnd('.')})", failure);
        }
    }

    private static void Replace(string unfinished, string final)
    {
        if (Directory.Exists(final))
        {
            string old = Path.Combine(Path.GetDirectoryName(final)!, Unfinished + Guid.NewGuid().ToString("N"));
            Directory.Move(final, old);
            Directory.Move(unfinished, final);
            Directory.Delete(old, recursive: true);
        }
        else
        {
            Directory.Move(unfinished, final);
        }
    }
}
