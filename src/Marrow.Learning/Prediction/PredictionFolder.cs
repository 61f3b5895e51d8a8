using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// The folder that predictions go into, held by one process at a time, and its record <c>prediction.json</c>: settings and an entry for each picture,
/// by name, so that the record does not depend on how often the batch was interrupted.
/// </summary>
internal sealed partial class PredictionFolder : IDisposable
{
    private readonly SortedDictionary<string, JsonNode> _entries = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly FileStream _hold;
    private JsonObject _settings = [];

    /// <summary>Creates the folder if need be, takes hold of it and removes what a killed process left unfinished.</summary>
    /// <exception cref="IOException">Another prediction holds it, or it cannot be written.</exception>
    public PredictionFolder(string path)
    {
        _path = path;
        Directory.CreateDirectory(path);
        string hold = Of(".prediction");
        try
        {
            _hold = new FileStream(hold, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (File.Exists(hold))
        {
            throw new IOException($"{path}: another prediction is running into this folder", busy);
        }

        foreach (string file in Directory.GetFiles(path, ".*.tmp*").Where(file => Unfinished().IsMatch(Path.GetFileName(file))))
        {
            File.Delete(file);
        }
    }

    private string RecordFile => Of("prediction.json");

    public string Of(string name) => Path.Combine(_path, name);

    /// <summary>Says how the pictures are predicted from here on.</summary>
    /// <param name="continues">Whether earlier entries stay.</param>
    /// <exception cref="InvalidDataException">They were made with other settings.</exception>
    public void Begin(JsonObject settings, bool continues)
    {
        _settings = settings;
        if (!continues || !File.Exists(RecordFile))
        {
            return;
        }

        JsonObject earlier = PythonJson.ReadObject(RecordFile);
        if (earlier["settings"] is not JsonObject before || earlier["pictures"] is not JsonArray pictures)
        {
            throw new InvalidDataException($"{RecordFile}: has no settings or no pictures, so nothing can be continued");
        }

        string[] changed = [.. settings.Where(pair => PythonJson.Write(pair.Value) != PythonJson.Write(before[pair.Key])).Select(pair => pair.Key)];
        if (changed.Length > 0)
        {
            throw new InvalidDataException($"{_path}: holds predictions made with another {string.Join(", ", changed)}; name another folder, or leave --continue out");
        }

        foreach (JsonNode? picture in pictures)
        {
            _entries[(string)picture!["name"]!] = picture.DeepClone();
        }
    }

    /// <summary>True where a picture has been predicted and recorded.</summary>
    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>Records a picture whose files are there.</summary>
    public void Add(JsonObject entry)
    {
        _entries[(string)entry["name"]!] = entry;
        var pictures = new JsonArray([.. _entries.Values.Select(one => one.DeepClone())]);
        WholeFile.WriteText(RecordFile, PythonJson.Write(new JsonObject { ["settings"] = _settings.DeepClone(), ["pictures"] = pictures }) + "\n");
    }

    public void Dispose() => _hold.Dispose();

    // As files are called before they are whole.
    [GeneratedRegex("^\\.[0-9a-f]{32}\\.tmp(\\.[a-z]+)?$")]
    private static partial Regex Unfinished();
}
