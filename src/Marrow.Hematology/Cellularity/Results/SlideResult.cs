using System.Globalization;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Analyses one slide and writes its five files into a folder; <c>result.json</c> comes last and names the others.</summary>
internal sealed class SlideResult(string folder, StudySlide slide, IReadOnlyDictionary<string, string> hashes)
{
    private const int OverlayQuality = 90;

    /// <param name="known">The input's hash where it is known already; else it is taken while the slide is analysed.</param>
    public CellularityDocument Write(CellularityMethod method, InputHash? known, CancellationToken token)
    {
        using Slide open = Slide.Open(slide.Path);
        CheckSettings(open);
        Task<InputHash> hashing = known is null ? Task.Run(() => InputHash.Of(slide.Path, token), token) : Task.FromResult(known);
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
            CellularityDocument document = Describe((open, hashing.GetAwaiter().GetResult()), result);
            string overlay = Path.Combine(folder, "overlay.jpg"), objects = Path.Combine(folder, "objects.geojson");
            ParallelFailure.Unbundle(() =>
            {
                Parallel.Invoke(() => WriteOverlay(overlay, open, (document, compartments.Grid), token), () => WriteObjects(objects, result, compartments.Grid));
                return true;
            });
            HeapMemory.GiveBack();
            return ResultFolderException.Guard(folder, () => WriteRest(document, result, [compartments.ImagePath, objects, overlay]));
        }
        finally
        {
            ((IAsyncResult)hashing).AsyncWaitHandle.WaitOne();
        }
    }

    private void WriteOverlay(string path, Slide open, (CellularityDocument Document, CompartmentGrid Grid) result, CancellationToken token)
    {
        (CellularityDocument document, CompartmentGrid grid) = result;
        OverlayLegend legend = new(Numbers(document), document.Input.MicrometersPerPixelX * grid.Grid.Factor);
        Raster<byte> picture = OverlayPicture.Sheet(grid.Grid.Size);
        SlideThumbnail.Read(open, grid.Grid, picture, token);
        OverlayPicture.Draw(picture, grid.Labels, legend);
        ResultFolderException.Guard(folder, () => PictureFile.WriteJpeg(path, picture, OverlayQuality));
    }

    private void WriteObjects(string path, CellularityAnalysisResult result, CompartmentGrid grid) =>
        ResultFolderException.Guard(folder, () => WholeFile.Write(path, stream => ObjectsGeoJson.Write(stream, result, grid)));

    /// <param name="files">What is written already: label image, objects, overlay.</param>
    private CellularityDocument WriteRest(CellularityDocument document, CellularityAnalysisResult result, string[] files)
    {
        string report = Path.Combine(folder, "report.html");
        WholeFile.Write(report, stream =>
        {
            using StreamWriter page = new(stream, leaveOpen: true);
            new ReportPage(document, result, page).Write(File.ReadAllBytes(files[^1]));
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
