using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Normalizes one file and writes the result under the input's name.</summary>
internal static class StainNormalizedFile
{
    public static StainRunItem Write(Slide slide, StainStatistics reference, StainRunOptions options, CancellationToken token)
    {
        bool isPicture = SlideStains.IsPicture(slide);
        StainFinding finding = isPicture
            ? StainNormalization.Measure(Whole(slide), options.Stain)
            : SlideStains.Measure(slide, options.Stain, token);
        token.ThrowIfCancellationRequested();
        string? unchanged = finding.Statistics is { } measured ? StainNormalization.Stretch(measured, reference) : finding.Refusal;
        Raster<byte> Map(Raster<byte> region) => unchanged is null
            ? StainNormalization.Apply(region, finding.Statistics!, reference, options.Stain)
            : region;
        string name = Path.GetFileNameWithoutExtension(slide.Path) + (isPicture ? ".png" : ".tiff"), path = Path.Combine(options.Folder, name);
        if (isPicture)
        {
            Raster<byte> mapped = Map(Whole(slide));
            token.ThrowIfCancellationRequested();
            PictureFile.WritePng(path, mapped);
        }
        else
        {
            SlideStains.WriteMapped(slide, path, Map, token);
        }

        Raster<byte> view = StainViews.Of(slide);
        return new StainRunItem(slide.Path, [name], finding.Statistics, unchanged, null) { Views = [(StainViews.Before, view), ("after", Map(view))] };
    }

    internal static Raster<byte> Whole(Slide slide) => slide.Read(0, new PixelRectangle(0, 0, slide.Size.Width, slide.Size.Height));
}
