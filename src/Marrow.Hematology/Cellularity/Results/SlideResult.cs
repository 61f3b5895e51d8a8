using System.Globalization;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Analyses one slide and writes its five files into a folder; <c>result.json</c> comes last and names the others.</summary>
internal sealed class SlideResult(string folder, StudySlide slide, IReadOnlyDictionary<string, string> hashes)
{
    private const int OverlayQuality = 90;

    /// <summary>Told of the numbers before the files are written; the document names no outputs yet.</summary>
    public Action<CellularityDocument>? Described { get; init; }

    /// <param name="known">The input's hash where it is known already; else it is taken while the slide is analysed.</param>
    public CellularityDocument Write(CellularityMethod method, InputHash? known, CancellationToken token)
    {
        using Slide open = Slide.Open(slide.Path);
        CheckSettings(open);
        using OverlaySheet sheet = Begin(open, token);
        using WorkBeside beside = new(slide.Path, known, token);
        // A given region split by a threshold has no others.
        CompartmentGrid grid = new() { Last = slide.Settings.IsThresholdOnly ? Compartment.Fat : Compartment.Excluded };
        using CompartmentFiles compartments = new(folder, open.Pitch)
        {
            Grid = grid,
            Means = sheet.Means,
            Ended = () =>
            {
                beside.ReadyFigures();
                sheet.FillIfPassed(grid, token);
            },
        };
        CellularityAnalysisResult result = Analyze(method, open, compartments, token);
        compartments.Finish();
        open.Rest();
        HeapMemory.GiveBack();
        beside.ReadyFigures();
        CellularityDocument document = Describe((open, beside.Hash), result);
        Described?.Invoke(document);
        ReportPage report = new(document, result);
        Raster<byte> overlay = Draw((sheet, grid), (document, result, report), token);
        HeapMemory.GiveBack();
        return WriteFiles(document, (compartments.ImagePath, overlay, report));
    }

    private string ObjectsPath => Path.Combine(folder, "objects.geojson");

    /// <summary>Starts decoding.</summary>
    private OverlaySheet Begin(Slide open, CancellationToken token)
    {
        OverlaySheet sheet = new(open, OverlayGrid.For(open.Size));
        if (slide.Settings.IsThresholdOnly)
        {
            PercentileRun.Begin(open);
            sheet.Expect(token);
        }
        else
        {
            // Beside the segmentation, which needs the memory, the thumbnail waits.
            open.Begin();
        }

        return sheet;
    }

    private CellularityAnalysisResult Analyze(CellularityMethod method, Slide open, CompartmentFiles compartments, CancellationToken token)
    {
        CellularityAnalysisResult result = ParallelFailure.Unbundle(() => method(open, slide.Settings, compartments, token));
        return result.Counts.Marrow > 0 && !IsOneGrey(result) ? result : throw new SlideFormatException(slide.Path, NoMarrow(result));
    }

    /// <summary>Draws the overlay, while the objects are written and the report's text is drafted.</summary>
    private Raster<byte> Draw(
        (OverlaySheet Sheet, CompartmentGrid Grid) picture, (CellularityDocument Document, CellularityAnalysisResult Result, ReportPage Report) found, CancellationToken token) =>
        ParallelFailure.Unbundle(() =>
        {
            Raster<byte>? drawn = null;
            Parallel.Invoke(
                () => drawn = DrawOverlay(picture.Sheet, (found.Document, picture.Grid), token),
                () => WriteObjects(found.Result, picture.Grid),
                found.Report.Draft);
            return drawn!;
        });

    private static Raster<byte> DrawOverlay(OverlaySheet sheet, (CellularityDocument Document, CompartmentGrid Grid) result, CancellationToken token)
    {
        (CellularityDocument document, CompartmentGrid grid) = result;
        sheet.Fill(grid, token);
        return sheet.Finish(new OverlayLegend(Numbers(document), document.Input.MicrometersPerPixelX * grid.Grid.Factor));
    }

    private void WriteObjects(CellularityAnalysisResult result, CompartmentGrid grid) =>
        ResultFolderException.Guard(folder, () => WholeFile.Write(ObjectsPath, stream => ObjectsGeoJson.Write(stream, result, grid)));

    /// <summary>Writes overlay and report, and last the document, which names all files; label image and objects are there already.</summary>
    private CellularityDocument WriteFiles(CellularityDocument document, (string Image, Raster<byte> Overlay, ReportPage Report) made)
    {
        string overlay = Path.Combine(folder, "overlay.jpg"), report = Path.Combine(folder, "report.html");
        Task<OutputDocument>[] hashed = [.. new[] { made.Image, ObjectsPath }.Select(path => Task.Run(() => OutputDocument.Of(path)))];
        return ResultFolderException.Guard(folder, () =>
        {
            PictureFile.WriteJpeg(overlay, made.Overlay, OverlayQuality);
            WriteReport(report, made.Report, overlay);
            OutputDocument[] own = [OutputDocument.Of(overlay), OutputDocument.Of(report)];
            CellularityDocument whole = document with { Outputs = [.. hashed.Select(hash => hash.GetAwaiter().GetResult()), .. own] };
            WholeFile.WriteText(Path.Combine(folder, StudyFolder.ResultFile), StrictJson.Write(whole));
            return whole;
        });
    }

    private static void WriteReport(string path, ReportPage page, string overlay) => WholeFile.Write(path, stream =>
    {
        using StreamWriter writer = new(stream, leaveOpen: true);
        page.Write(writer, File.ReadAllBytes(overlay));
    });

    private CellularityDocument Describe((Slide Open, InputHash Hash) input, CellularityAnalysisResult result)
    {
        CompartmentCounts counts = result.Counts;
        return new CellularityDocument
        {
            Slide = slide.Name,
            Input = InputDocument.Of(input.Open, input.Hash, result.Pitch, slide.Settings),
            Patient = slide.Patient,
            CellularityPercent = counts.CellularityPercent!.Value,
            CoveragePercent = counts.CoveragePercent!.Value,
            AdipocytePercent = counts.AdipocytePercent!.Value,
            AreaSquareMillimeters = result.Pitch?.SquareMillimeters(counts.Marrow),
            Pixels = PixelDocument.Of(result),
            Adipocytes = AdipocyteDocument.Of(result),
            Fat = new FatDocument(result.Rule, result.Threshold.Value, result.Threshold.Unclamped, result.Threshold.Clamp),
            Band = BandDocument.Of(counts.CellularityPercent.Value, slide.Patient?.AgeYears),
            Method = new MethodDocument(result.RegionMethod, result.IsModelFree, result.RegionArithmetic),
            Suspicions = result.Suspicions,
            Sensitivity = result.Sensitivity,
            Settings = slide.Settings,
            Versions = VersionDocument.Current,
            Hashes = hashes,
            Outputs = [],
        };
    }

    private void CheckSettings(Slide open)
    {
        if (slide.Settings.RegionOfInterest is { } area && area.Intersect(new PixelRectangle(0, 0, open.Size.Width, open.Size.Height)).IsEmpty)
        {
            throw new SlideFormatException(slide.Path, $"the region of interest {area} does not touch the slide of {open.Size}");
        }

        if (slide.Settings.MaskPath is { } mask)
        {
            MaskFile.Check(mask);
        }
    }

    internal static string NoMarrow(CellularityAnalysisResult result) =>
        result.Suspicions.FirstOrDefault(suspicion => suspicion.Code == "noMarrow")?.Message ?? "no marrow was found in it";

    /// <summary>True where all marrow has one grey level: an empty picture, black for instance, and no tissue.</summary>
    private static bool IsOneGrey(CellularityAnalysisResult result) => result.GreyHistogram.Count(pixels => pixels > 0) == 1;

    private static string Numbers(CellularityDocument document)
    {
        string Percent(double value) => value.ToString("0.0", CultureInfo.InvariantCulture) + " %";
        string doubt = document.Suspicions.Count == 0 ? "" : $"   ·   {document.Suspicions.Count} suspicion{(document.Suspicions.Count == 1 ? "" : "s")}, see the report";
        return $"Cellularity {Percent(document.CellularityPercent)}   ·   fat {Percent(document.AdipocytePercent)}   ·   coverage {Percent(document.CoveragePercent)}{doubt}";
    }
}
