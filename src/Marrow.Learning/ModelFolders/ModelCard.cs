using System.Text.Json;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>What a model is for, where it comes from and which files it consists of; lies beside the model as <c>model.json</c>.</summary>
public sealed record ModelCard
{
    private const string FileName = "model.json";

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it may be used for, in a sentence.</summary>
    public required string IntendedUse { get; init; }

    /// <summary>What it was trained on, in a sentence.</summary>
    public required string Data { get; init; }

    /// <summary>Under which terms the weights may be used.</summary>
    public required string Licence { get; init; }

    /// <summary>SHA-256 of every file of the model by its path with forward slashes.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Measured quality by name: mean validation Dice of each structure, and so on.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Mean grey level of annotated pixels in each channel of the training data: pictures far from it are not what the model knows.</summary>
    public IReadOnlyList<ChannelIntensity> StainStatistics { get; init; } = [];

    /// <summary>The card beside a model, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">The card is damaged.</exception>
    public static ModelCard? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? StrictJson.Read<ModelCard>(File.ReadAllText(path)) : null;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{FileName} of {Path.GetFileName(folder)}: {error.Message}", error);
        }
    }

    public void Write(string folder) => WholeFile.WriteText(Path.Combine(folder, FileName), StrictJson.Write(this));

    /// <summary>Compares every file with its hash.</summary>
    /// <exception cref="InvalidDataException">A file is missing or not the one that the card was written for.</exception>
    public void Check(string folder)
    {
        foreach ((string file, string hash) in Files)
        {
            string path = Path.Combine(folder, file);
            if (!File.Exists(path))
            {
                throw new InvalidDataException($"{Name}: {file} is missing");
            }

            if (FileHash.Sha256(path) != hash)
            {
                throw new InvalidDataException($"{Name}: {file} is not the file that the card was written for (its hash differs); import the model again");
            }
        }
    }
}
