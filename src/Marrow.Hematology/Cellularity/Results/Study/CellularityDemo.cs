using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Draws a section whose compartments are known exactly, analyses it like any other picture, and sets measured beside true.</summary>
public static class CellularityDemo
{
    public const string PictureName = "synthetic-section.png";

    /// <summary>What is drawn: half of the marrow is haematopoietic, with fat, bone, glass, clefts and vessels; 1.65 mm² at 0.5 µm per pixel.</summary>
    public static SectionPhantomOptions Section { get; } = new() { Size = new PixelSize(3000, 2200), CellularityPercent = 50, Seed = 2026, MicrometersPerPixel = 0.5, Noise = 3 };

    /// <summary>Writes the picture and the study of it into a folder.</summary>
    /// <exception cref="ResultFolderException">The folder cannot be written.</exception>
    public static DemoOutcome Run(string folder, CellularityMethod method, CancellationToken token)
    {
        SectionPhantomPicture section = SectionPhantom.Draw(Section, token);
        string picture = Path.Combine(Path.GetFullPath(folder), PictureName);
        ResultFolderException.Guard(folder, () =>
        {
            Directory.CreateDirectory(folder);
            PictureFile.WritePng(picture, section.Rgb);
        });
        CellularityStudyOptions options = new()
        {
            Inputs = [picture],
            OutputFolder = Path.Combine(folder, "results"),
            Settings = new CellularityOptions { MicrometersPerPixel = Section.MicrometersPerPixel },
        };
        StudyOutcome outcome = new CellularityStudy(method).Run(StudyPlan.Create(options), token);
        return new DemoOutcome(picture, section.Counts, outcome);
    }
}
