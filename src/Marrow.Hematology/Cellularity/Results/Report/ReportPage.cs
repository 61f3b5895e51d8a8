using System.Globalization;
using System.Text;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// <c>report.html</c>: one page that needs nothing beside it, for the screen and for paper: what was counted, the numbers with
/// their definitions, what speaks against them, and what they were made from.
/// </summary>
internal sealed class ReportPage(CellularityDocument document, CellularityAnalysisResult result)
{
    private readonly StringBuilder page = new();
    private string above = "", below = "";

    /// <summary>Writes what stands above and below the picture, which need not be there yet.</summary>
    public void Draft()
    {
        WriteAbove();
        above = Taken();
        WriteBelow();
        below = Taken();
    }

    /// <summary>Writes the drafted page.</summary>
    /// <param name="overlayJpeg">The bytes of <c>overlay.jpg</c>; they are embedded.</param>
    public void Write(TextWriter target, ReadOnlySpan<byte> overlayJpeg)
    {
        target.Write(above);
        AppendBase64(target, overlayJpeg);
        target.Write(below);
    }

    private string Taken()
    {
        string text = page.ToString();
        page.Clear();
        return text;
    }

    private void WriteAbove()
    {
        page.Append($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Marrow cellularity: {Escape(document.Slide)}</title>
            <style>{ReportStyle.Css}</style></head><body><main>

            """.ReplaceLineEndings("\n"));
        WriteHead();
        WriteSuspicions();
        page.Append("""<figure><img alt="The slide with its compartments drawn over it" src="data:image/jpeg;base64,""");
    }

    private void WriteBelow()
    {
        Append("""
            "><figcaption>What was counted. Fill: 45 % of the compartment's colour over the slide; borders in full colour. Glass keeps the slide's own colour; what was not analysed is darkened.</figcaption></figure>
            """);
        WriteNumbers();
        WriteCharts();
        WriteProvenance();
        Append("""<section class="sign"><h2>Review</h2><p>☐ I agree with this result &nbsp; ☐ I dispute it, because:</p><div class="line"></div><p class="fields"><span>Name</span><span>Date</span><span>Signature</span></p></section>""");
        Append("""<footer>Measured by Marrow for research use; not a medical device. A pathologist decides.</footer></main></body></html>""");
    }

    // In pieces of whole triples: no second copy of the picture as text.
    private static void AppendBase64(TextWriter target, ReadOnlySpan<byte> bytes)
    {
        const int Piece = 3 << 12;
        Span<char> text = stackalloc char[Piece / 3 * 4];
        for (int from = 0; from < bytes.Length; from += Piece)
        {
            Convert.TryToBase64Chars(bytes.Slice(from, Math.Min(Piece, bytes.Length - from)), text, out int count);
            target.Write(text[..count]);
        }
    }

    private void WriteHead()
    {
        BandDocument band = document.Band;
        string expected = band.ExpectedPercent is { } percent ? $"expected at this age {Percent(percent)}, normal band {Percent(band.LowerPercent, 0)} to {Percent(band.UpperPercent, 0)}" : $"normal band {Percent(band.LowerPercent, 0)} to {Percent(band.UpperPercent, 0)}, not adjusted for age";
        Append($"""<header><p class="kind">Bone marrow cellularity</p><h1>{Escape(document.Slide)}</h1>{PatientLine()}""");
        Append($"""<div class="answer"><div class="big">{Percent(document.CellularityPercent)}</div><div><strong class="{band.Label}">{band.Label}</strong><br>{expected}<br><small>{Escape(band.Source)}</small></div></div></header>""");
    }

    private string PatientLine()
    {
        if (document.Patient is not { } patient)
        {
            return "";
        }

        string[] parts =
        [
            patient.Id is null ? "" : $"Patient {Escape(patient.Id)}",
            patient.Date is { } date ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "",
            patient.AgeYears is { } age ? $"{Number(age, "0.##")} years" : "",
        ];
        return $"<p>{string.Join(" · ", parts.Where(part => part.Length > 0))}</p>";
    }

    private void WriteSuspicions()
    {
        if (document.Suspicions.Count == 0)
        {
            Append("""<section class="clean"><strong>No suspicion was raised.</strong> Size of the region, resolution, focus, white balance, excluded share and threshold were checked.</section>""");
            return;
        }

        string items = string.Concat(document.Suspicions.Select(suspicion => $"<li><code>{Escape(suspicion.Code)}</code> {Escape(suspicion.Message)}</li>"));
        Append($"""<section class="suspicions"><h2>Suspicions: reasons to distrust this result</h2><ul>{items}</ul></section>""");
    }

    private void WriteNumbers()
    {
        PixelDocument pixels = document.Pixels;
        Append("<section><h2>Numbers</h2><table class=\"numbers\"><thead><tr><th>Quantity</th><th class=\"value\">Value</th><th>Definition</th></tr></thead><tbody>");
        Row("Cellularity", Percent(document.CellularityPercent), "haematopoietic ÷ (haematopoietic + fat)");
        Row("Adipocyte share", Percent(document.AdipocytePercent), "fat ÷ (haematopoietic + fat)");
        Row("Coverage", Percent(document.CoveragePercent), "(haematopoietic + fat) ÷ analysed area");
        Row("Marrow area", document.AreaSquareMillimeters is { } area ? $"{Number(area, "0.000")} mm²" : "unknown", document.AreaSquareMillimeters is null ? "the file states no resolution and none was supplied; it is never guessed" : "haematopoietic + fat, at the stated resolution");
        AdipocyteDocument fat = document.Adipocytes;
        Row("Adipocytes", fat.Count is { } count ? Whole(count) : "not counted", fat.Count is null ? "the percentile rule knows no objects" : "fat vacuoles, touching ones separated");
        Row("Median vacuole diameter", Diameter(fat), "of the circle of the same area");
        Row("Haematopoietic", $"{Whole(pixels.Haematopoietic)} px", "haematopoietic marrow with its interstitium");
        Row("Fat", $"{Whole(pixels.Fat)} px", "fat vacuoles");
        Row("Bone", $"{Whole(pixels.Bone)} px", "trabeculae and cortex; belongs to neither");
        Row("Glass", $"{Whole(pixels.Glass)} px", "empty slide; belongs to neither");
        Row("Excluded", $"{Whole(pixels.Excluded)} px", "clefts, vessels, tears, folds, pen; belongs to neither");
        Row("Outside", $"{Whole(pixels.Outside)} px", "not analysed (region of interest, mask, black to the edge)");
        Append("</tbody></table></section>");
    }

    private static string Diameter(AdipocyteDocument fat) => (fat.MedianDiameterMicrometers, fat.MedianDiameterPixels) switch
    {
        ({ } micrometers, _) => $"{Number(micrometers, "0.0")} µm",
        (null, { } pixels) => $"{Number(pixels, "0.0")} px",
        _ => "none",
    };

    private void WriteCharts()
    {
        Chart?[] charts = [ReportCharts.Sensitivity(result), ReportCharts.VacuoleSizes(result), ReportCharts.GreyLevels(result)];
        string drawn = string.Concat(charts.OfType<Chart>().Select(chart => $"<div>{chart.ToSvg(480, 310)}</div>"));
        Append($"""<section><h2>How firm the number is</h2><div class="charts">{drawn}</div></section>""");
    }

    private void WriteProvenance()
    {
        InputDocument input = document.Input;
        FatDocument fat = document.Fat;
        Append("<section><h2>Method and provenance</h2><table class=\"facts\"><tbody>");
        Fact("Fat rule", fat.Rule == FatRule.Objects ? $"objects (vacuoles), seed level {Number(fat.Threshold, "0.##")}" : $"75th percentile of grey {Number(fat.UnclampedThreshold ?? 0, "0.##")}, clamped to 180–240: {Number(fat.Threshold, "0.##")} (clamp: {fat.Clamp})");
        Fact("Region", document.Method.IsModelFree ? $"{document.Method.Region}; model-free: no learned weights took part" : document.Method.Region);
        Fact("Input", input.Path);
        Fact("SHA-256", input.Sha256);
        Fact("Picture", $"{input.Format}, {input.WidthPixels} × {input.HeightPixels} pixels, {Whole(input.Bytes)} bytes");
        Fact("Resolution", input.MicrometersPerPixelX is { } x ? $"{Number(x, "0.####")} × {Number(input.MicrometersPerPixelY ?? x, "0.####")} µm per pixel (from the {input.ResolutionSource})" : "unknown");
        foreach ((string name, string hash) in document.Hashes)
        {
            Fact($"SHA-256 of {name}{(name == "model" && document.Method.IsModelFree ? ", which took no part" : "")}", hash);
        }

        Fact("Settings", string.Join(' ', StrictJson.Write(document.Settings).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        Fact("Versions", $"Marrow {document.Versions.Marrow}, {document.Versions.Runtime}; result schema {document.Schema} {document.SchemaVersion}");
        Append("</tbody></table></section>");
    }

    private void Row(string name, string value, string definition) => Append($"<tr><td>{Escape(name)}</td><td class=\"value\">{Escape(value)}</td><td>{Escape(definition)}</td></tr>");

    private void Fact(string name, string value) => Append($"<tr><th>{Escape(name)}</th><td>{Escape(value)}</td></tr>");

    private void Append(string html) => page.Append(html).Append('\n');

    private static string Percent(double value, int decimals = 1) => Number(value, decimals == 0 ? "0" : "0.0") + " %";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Escape(string text) => SvgDrawing.Escape(text);
}
