using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

/// <summary>A folder with small drawn sections and the study of them, gone at the end of the test.</summary>
internal sealed class StudyBench : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("marrow-study-").FullName;

    public string Output => Path.Combine(Root, "out");

    /// <summary>Draws ground in haematopoietic colour with square vacuoles, a bar of bone, a patch of excluded and a rim of glass.</summary>
    public string Draw(string name, int vacuoles = 6, int size = 120)
    {
        Raster<byte> picture = new(size, size, 3);
        Fill(picture, new PixelRectangle(0, 0, size, size), new RgbColor(255, 255, 255));
        Fill(picture, new PixelRectangle(4, 4, size - 8, size - 8), new RgbColor(150, 80, 140));
        Fill(picture, new PixelRectangle(8, 8, 10, size - 16), new RgbColor(20, 30, 240));
        Fill(picture, new PixelRectangle(size - 20, 8, 10, 30), new RgbColor(250, 10, 250));
        for (int i = 0; i < vacuoles; i++)
        {
            Fill(picture, new PixelRectangle(24 + (i % 4 * 18), 12 + (i / 4 * 18), 12, 12), new RgbColor(232, 230, 228));
        }

        string path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PictureFile.WritePng(path, picture);
        return path;
    }

    /// <summary>A mask whose left half is inside.</summary>
    public string DrawMask(string name, int size = 120)
    {
        Raster<byte> mask = new(size, size, 1);
        for (int y = 0; y < size; y++)
        {
            mask.Row(y)[..(size / 2)].Fill(255);
        }

        string path = Path.Combine(Root, name);
        PictureFile.WritePng(path, mask);
        return path;
    }

    public string Write(string name, string text)
    {
        string path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public StudyOutcome Run(params string[] inputs) => Run(new CellularityStudyOptions { Inputs = inputs, OutputFolder = Output });

    public StudyOutcome Run(CellularityStudyOptions options, CellularityMethod? method = null, Action<StudyProgress>? progress = null) =>
        new CellularityStudy(method ?? BrightnessMethod.Run, progress).Run(StudyPlan.Create(options with { OutputFolder = Output }), CancellationToken.None);

    /// <summary>Every file of the study with its hash, by path below the output folder.</summary>
    public SortedDictionary<string, string> Snapshot() => new(
        Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(Output, file), FileHash.Sha256), StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Fill(Raster<byte> picture, PixelRectangle area, RgbColor color)
    {
        for (int y = area.Y; y < area.Bottom; y++)
        {
            for (int x = area.X; x < area.Right; x++)
            {
                (picture[x, y, 0], picture[x, y, 1], picture[x, y, 2]) = (color.R, color.G, color.B);
            }
        }
    }
}
