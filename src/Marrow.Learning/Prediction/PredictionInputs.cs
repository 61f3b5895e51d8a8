using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Finds what is to be predicted: one picture or slide, or a folder of them.</summary>
public static class PredictionInputs
{
    /// <summary>
    /// The cases of an input. A folder of <c>NAME_0000.png</c> is read as channels; other pictures and slides count one case each.
    /// A trailing <c>_0000</c> is not part of the name.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file or folder, or the folder holds no picture.</exception>
    public static IReadOnlyList<DataSetCase> Find(string input, string fileEnding)
    {
        if (File.Exists(input))
        {
            return [Single(input)];
        }

        if (!Directory.Exists(input))
        {
            throw new FileNotFoundException($"{input}: no such file or folder", input);
        }

        IReadOnlyList<DataSetCase> channels = DataSetFolder.CasesIn(input, fileEnding);
        if (channels.Count > 0)
        {
            return channels;
        }

        DataSetCase[] pictures = SearchedFiles.Slides(input).Select(Single).ToArray();
        return pictures.Length > 0 ? pictures : throw new FileNotFoundException($"{input} holds no picture or slide", input);
    }

    /// <summary>Pictures of a folder that no case took, by name: those without a channel's number beside others that have one.</summary>
    public static IReadOnlyList<string> LeftOut(string input, IReadOnlyList<DataSetCase> cases)
    {
        HashSet<string> taken = [.. cases.SelectMany(one => one.Images)];
        return Directory.Exists(input) ? [.. SearchedFiles.Slides(input).Where(file => !taken.Contains(file)).Select(file => Path.GetFileName(file))] : [];
    }

    private static DataSetCase Single(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        return new DataSetCase(name.EndsWith("_0000", StringComparison.Ordinal) ? name[..^5] : name, [file], null);
    }
}
