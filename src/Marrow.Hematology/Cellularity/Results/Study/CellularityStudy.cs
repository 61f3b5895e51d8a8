using Marrow.Hematology.Segmentation;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>
/// Analyses the slides of a plan one after another into a folder, and writes the tables and pictures of the whole study.
/// A slide whose folder is whole and was made from the same bytes, settings and versions is kept as it is, so that a run
/// that was killed goes on where it was and ends with the same bytes. A slide that fails becomes a row; the others go on.
/// </summary>
public sealed class CellularityStudy
{
    // A figure of more slides is wide, and its picture takes tens of megabytes beside what is being written.
    private const int MostDrawnAhead = 28;

    private readonly CellularityMethod _method;
    private readonly Action<StudyProgress>? _progress;

    /// <param name="method">What analyses a slide.</param>
    /// <param name="progress">Told of each slide as it is done; null for nobody.</param>
    public CellularityStudy(CellularityMethod method, Action<StudyProgress>? progress = null) => (_method, _progress) = (method, progress);

    /// <exception cref="ResultFolderException">Results cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; finished slides stay, the unfinished one leaves nothing.</exception>
    public StudyOutcome Run(StudyPlan plan, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using StudyFolder folder = StudyFolder.Open(plan.OutputFolder);
        folder.RefuseFiles(plan.Slides);
        using FigureAhead cohort = new();
        List<StudyRow> rows = [];
        try
        {
            foreach (StudySlide slide in plan.Slides)
            {
                Action<CellularityDocument>? described = rows.Count == plan.Slides.Count - 1 ? DrawAhead : null;
                (StudyRow row, bool isKept) = Analyze(folder, slide, described, token);
                rows.Add(row);
                _progress?.Invoke(new StudyProgress(rows.Count, plan.Slides.Count, row, isKept));
            }
        }
        finally
        {
            CompartmentNetwork.Settle();
        }

        token.ThrowIfCancellationRequested();
        StudyRow[] all = All(folder, rows);
        StudySummary summary = StudySummary.Of(all);
        ResultFolderException.Guard(folder.Root, () => StudyFiles.Write(folder.Root, all, summary, cohort));
        return new StudyOutcome(rows, all, summary, folder.Root);

        // Once the last slide's numbers are known, the cohort's are.
        void DrawAhead(CellularityDocument last)
        {
            StudyRow[] known = [.. rows, StudyRow.Of(last)];
            cohort.Begin(() =>
            {
                StudyRow[] expected = All(folder, known);
                return expected.Length <= MostDrawnAhead ? StudyFigures.Cohort(expected, StudySummary.Of(expected)) : null;
            });
        }
    }

    /// <summary>Every slide of the folder by name: those of this run as they are, and those of earlier ones.</summary>
    private static StudyRow[] All(StudyFolder folder, IReadOnlyList<StudyRow> rows)
    {
        StudyRow[] failed = rows.Where(row => row.Document is null).ToArray();
        CellularityDocument[] done = rows.Select(row => row.Document).OfType<CellularityDocument>().ToArray();
        return folder.ReadAll(done).Where(document => failed.All(row => row.Slide != document.Slide)).Select(StudyRow.Of)
            .Concat(failed).OrderBy(row => row.Slide, StringComparer.Ordinal).ToArray();
    }

    private (StudyRow Row, bool IsKept) Analyze(StudyFolder folder, StudySlide slide, Action<CellularityDocument>? described, CancellationToken token)
    {
        try
        {
            token.ThrowIfCancellationRequested();
            IReadOnlyDictionary<string, string> hashes = SettingHashes(slide.Settings);
            InputHash? known = null;
            if (folder.ReadDocument(slide.Name) is { } earlier)
            {
                known = InputHash.Of(slide.Path, token);
                if (IsSame(earlier, slide, (known, hashes)) && folder.IsWhole(earlier))
                {
                    return (StudyRow.Of(earlier), true);
                }
            }

            CellularityDocument? document = null;
            folder.Publish(slide.Name, unfinished => document = new SlideResult(unfinished, slide, hashes) { Described = described }.Write(_method, known, token));
            return (StudyRow.Of(document!), false);
        }
        catch (Exception failure) when (StudyRow.IsOfOneSlide(failure))
        {
            return (StudyRow.Of(slide, failure), false);
        }
    }

    private static Dictionary<string, string> SettingHashes(CellularityOptions settings)
    {
        Dictionary<string, string> hashes = [];
        if (settings.MaskPath is { } mask)
        {
            hashes["mask"] = FileHash.Sha256(mask);
        }

        if (settings.RegionOfInterestPath is { } region)
        {
            hashes["regionOfInterest"] = FileHash.Sha256(region);
        }

        if (settings.Region == RegionSource.Auto)
        {
            hashes["model"] = CompartmentNetwork.Sha256(settings.ModelPath);
        }

        return hashes;
    }

    private static bool IsSame(CellularityDocument earlier, StudySlide slide, (InputHash Input, IReadOnlyDictionary<string, string> Settings) hashes) =>
        earlier.Input.Sha256 == hashes.Input.Sha256
        && earlier.Input.Path == slide.Path
        && earlier.Patient == slide.Patient
        && earlier.Versions == VersionDocument.Current
        && StrictJson.Write(earlier.Settings) == StrictJson.Write(slide.Settings)
        && StrictJson.Write(earlier.Hashes) == StrictJson.Write(hashes.Settings);
}
