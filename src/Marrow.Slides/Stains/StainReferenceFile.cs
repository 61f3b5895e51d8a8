using System.Text.Json;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Stain statistics as a small JSON file: a reference to normalize to.</summary>
public static class StainReferenceFile
{
    /// <exception cref="SlideFormatException">Not such a file, or without usable values.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static StainStatistics Read(string path)
    {
        try
        {
            StainStatistics statistics = StrictJson.Read<StainStatistics>(File.ReadAllText(path));
            statistics.Check();
            return statistics;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            throw new SlideFormatException(path, $"is no stain reference: {failure.Message}", failure);
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, StainStatistics statistics) => WholeFile.WriteText(path, StrictJson.Write(statistics));
}
