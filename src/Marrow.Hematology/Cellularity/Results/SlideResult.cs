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
        open.Begin();
        var grid = OverlayGrid.For(open.Size);
        // A picture that is decoded from top to bottom leaves a processor free, which takes the thumbnail and gets ready for the end.
        // Beside the segmentation, which needs the memory, and of tiles, which would be decoded in two places at once, that waits.
        bool isFree = slide.Settings.IsThresholdOnly && open.IsDecodedOnce;
        Task<Raster<byte>>? looking = isFree ? OwnThread.Run(() => Thumbnail(open, grid, token), token) : null;
        Task? rehearsing = isFree ? OwnThread.Run(Rehearsal.Run, token) : null;
        Task? readying = null;
        Task<InputHash> hashing = known is null ? OwnThread.Run(() => InputHash.Of(slide.Path, token), token) : Task.FromResult(known);
        try
        {
            using CompartmentFiles compartments = new(folder, open.Pitch);
            CellularityAnalysisResult result = ParallelFailure.Unbundle(() => method(open, slide.Settings, compartments, token));
            if (result.Counts.Marrow == 0 || IsOneGrey(result))
            {
                throw new SlideFormatException(slide.Path, "no marrow was found in it");
            }

            compartments.Finish();
            open.Rest();
            HeapMemory.GiveBack();
            rehearsing?.GetAwaiter().GetResult();
            readying = Task.Run(Svg.Prepare, token);
            CellularityDocument document = Describe((open, hashing.GetAwaiter().GetResult()), result);
            string overlay = Path.Combine(folder, "overlay.jpg"), objects = Path.Combine(folder, "objects.geojson");
            ReportPage report = new(document, result);
            Raster<byte> sheet = ParallelFailure.Unbundle(() =>
            {
                Raster<byte>? drawn = null;
                Parallel.Invoke(
                    () => drawn = DrawOverlay(looking?.GetAwaiter().GetResult() ?? Thumbnail(open, grid, token), (document, compartments.Grid)),
                    () => WriteObjects(objects, result, compartments.Grid),
                    report.Draft);
                return drawn!;
            });
            HeapMemory.GiveBack();
            Described?.Invoke(document);
            ResultFolderException.Guard(folder, () => PictureFile.WriteJpeg(overlay, sheet, OverlayQuality));
            return ResultFolderException.Guard(folder, () => WriteRest(document, report, [compartments.ImagePath, objects, overlay]));
        }
        finally
        {
            ((IAsyncResult)hashing).AsyncWaitHandle.WaitOne();
            ((IAsyncResult?)readying)?.AsyncWaitHandle.WaitOne();
            ((IAsyncResult?)rehearsing)?.AsyncWaitHandle.WaitOne();
            ((IAsyncResult?)looking)?.AsyncWaitHandle.WaitOne();
        }
    }

    private static Raster<byte> Thumbnail(Slide open, OverlayGrid grid, CancellationToken token)
    {
        Raster<byte> sheet = OverlayPicture.Sheet(grid.Size);
        SlideThumbnail.Read(open, grid, sheet, token);
        return sheet;
    }

    private static Raster<byte> DrawOverlay(Raster<byte> picture, (CellularityDocument Document, CompartmentGrid Grid) result)
    {
        (CellularityDocument document, CompartmentGrid grid) = result;
        OverlayLegend legend = new(Numbers(document), document.Input.MicrometersPerPixelX * grid.Grid.Factor);
        OverlayPicture.Draw(picture, grid.Labels(), legend);
        return picture;
    }

    private void WriteObjects(string path, CellularityAnalysisResult result, CompartmentGrid grid) =>
        ResultFolderException.Guard(folder, () => WholeFile.Write(path, stream => ObjectsGeoJson.Write(stream, result, grid)));

    /// <param name="files">What is written already: label image, objects, overlay.</param>
    private CellularityDocument WriteRest(CellularityDocument document, ReportPage page, string[] files)
    {
        string report = Path.Combine(folder, "report.html");
        WholeFile.Write(report, stream =>
        {
            using StreamWriter writer = new(stream, leaveOpen: true);
            page.Write(writer, File.ReadAllBytes(files[^1]));
        });
        CellularityDocument whole = document with { Outputs = [.. files.Append(report).Select(OutputDocument.Of)] };
        WholeFile.WriteText(Path.Combine(folder, StudyFolder.ResultFile), ResultJson.Write(whole));
        return whole;
    }

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

    /// <summary>True where all marrow has one grey level: an empty picture, black for instance, and no tissue.</summary>
    private static bool IsOneGrey(CellularityAnalysisResult result) => result.GreyHistogram.Count(pixels => pixels > 0) == 1;

    private static string Numbers(CellularityDocument document)
    {
        string Percent(double value) => value.ToString("0.0", CultureInfo.InvariantCulture) + " %";
        string doubt = document.Suspicions.Count == 0 ? "" : $"   ·   {document.Suspicions.Count} suspicion{(document.Suspicions.Count == 1 ? "" : "s")}, see the report";
        return $"Cellularity {Percent(document.CellularityPercent)}   ·   fat {Percent(document.AdipocytePercent)}   ·   coverage {Percent(document.CoveragePercent)}{doubt}";
    }
}
