using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Takes one file apart: <c>NAME_H.png</c>, <c>NAME_E.png</c>, <c>NAME_residual.png</c> and <c>NAME_concentrations.npy</c> of a picture,
/// the three pictures as pyramidal TIFF of a slide.
/// </summary>
internal static class StainSeparatedFile
{
    public static StainRunItem Write(Slide slide, StainRunOptions options, CancellationToken token)
    {
        bool isPicture = SlideStains.IsPicture(slide);
        StainFinding finding = isPicture
            ? StainNormalization.Measure(StainNormalizedFile.Whole(slide), options.Stain)
            : SlideStains.Measure(slide, options.Stain, token);
        token.ThrowIfCancellationRequested();
        if (finding.Statistics is not { } source)
        {
            return new StainRunItem(slide.Path, [], null, finding.Refusal, null) { Views = [(StainViews.Before, StainViews.Of(slide))] };
        }

        SeparatedStains Part(Raster<byte> region) => StainSeparation.Separate(region, source, options.Reference, options.Stain);
        List<string> outputs = isPicture ? Pictures(slide, Part(StainNormalizedFile.Whole(slide)), (source.Stains, options.Folder), token) : Slides(slide, Part, (source.Stains, options.Folder), token);
        Raster<byte> view = StainViews.Of(slide);
        SeparatedStains parts = Part(view);
        (string first, string second) = PublishedStains.Names(source.Stains);
        return new StainRunItem(slide.Path, outputs, source, null, null)
        {
            Views = [(StainViews.Before, view), (first, parts.First), (second, parts.Second), ("residual", parts.Residual)],
        };
    }

    private static List<string> Pictures(Slide slide, SeparatedStains stains, (StainPair Pair, string Folder) place, CancellationToken token)
    {
        List<string> names = [.. Names(slide, place.Pair).Select(name => name + ".png"), Path.GetFileNameWithoutExtension(slide.Path) + "_concentrations.npy"];
        Raster<byte>[] pictures = [stains.First, stains.Second, stains.Residual];
        for (int i = 0; i < pictures.Length; i++)
        {
            token.ThrowIfCancellationRequested();
            PictureFile.WritePng(Path.Combine(place.Folder, names[i]), pictures[i]);
        }

        token.ThrowIfCancellationRequested();
        NumpyFile.Write(Path.Combine(place.Folder, names[3]), stains.Concentrations);
        return names;
    }

    private static List<string> Slides(Slide slide, Func<Raster<byte>, SeparatedStains> part, (StainPair Pair, string Folder) place, CancellationToken token)
    {
        List<string> names = [.. Names(slide, place.Pair).Select(name => name + ".tiff")];
        Func<SeparatedStains, Raster<byte>>[] picks = [stains => stains.First, stains => stains.Second, stains => stains.Residual];
        for (int i = 0; i < picks.Length; i++)
        {
            Func<SeparatedStains, Raster<byte>> pick = picks[i];
            SlideStains.WriteMapped(slide, Path.Combine(place.Folder, names[i]), region => pick(part(region)), token);
        }

        return names;
    }

    private static string[] Names(Slide slide, StainPair pair)
    {
        string stem = Path.GetFileNameWithoutExtension(slide.Path);
        (string first, string second) = PublishedStains.Names(pair);
        return [$"{stem}_{first}", $"{stem}_{second}", $"{stem}_residual"];
    }
}
