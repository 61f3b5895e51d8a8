namespace Marrow.Hematology;

/// <summary>The slides of a study with their names and settings, known before anything is read.</summary>
public sealed record StudyPlan(IReadOnlyList<StudySlide> Slides, string OutputFolder)
{
    /// <exception cref="ArgumentException">Settings or manifest cannot be used; the message is one sentence.</exception>
    /// <exception cref="IOException">The manifest cannot be read, or a folder holds no slide or picture.</exception>
    public static StudyPlan Create(CellularityStudyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        SlideManifest? manifest = options.Manifest is null ? null : SlideManifest.Read(options.Manifest);
        string[] paths = InputFinder.Find(options.Inputs).Concat(manifest?.Files ?? []).Distinct(StringComparer.Ordinal).ToArray();
        CellularityOptions settings = options.Settings with
        {
            MaskPath = FullPath(options.Settings.MaskPath),
            RegionOfInterestPath = FullPath(options.Settings.RegionOfInterestPath),
        };
        IReadOnlyList<string> names = SlideNames.For(paths);
        StudySlide[] slides = paths
            .Select((path, i) => new StudySlide(path, names[i], settings, options.Patient))
            .Select(slide => manifest?.Describe(slide) ?? slide)
            .OrderBy(slide => slide.Name, StringComparer.Ordinal)
            .ToArray();
        return slides.Length > 0 ? new StudyPlan(slides, options.OutputFolder) : throw new ArgumentException("the manifest names no file");
    }

    private static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);
}
