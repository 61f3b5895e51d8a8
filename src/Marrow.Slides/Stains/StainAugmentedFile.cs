using System.Text;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Writes perturbed copies of one picture, <c>NAME.1.png</c>, <c>NAME.2.png</c> …</summary>
internal static class StainAugmentedFile
{
    private const int ShownCopies = 3;

    public static StainRunItem Write(Slide slide, StainCopies copies, StainRunOptions options, CancellationToken token)
    {
        if (!SlideStains.IsPicture(slide))
        {
            throw new SlideFormatException(slide.Path, "is a slide; copies are made of pictures");
        }

        Raster<byte> picture = StainNormalizedFile.Whole(slide);
        StainFinding finding = StainNormalization.Measure(picture, options.Stain);
        if (finding.Statistics is not { } source)
        {
            return new StainRunItem(slide.Path, [], null, finding.Refusal, null) { Views = [(StainViews.Before, StainViews.Of(slide))] };
        }

        string name = Path.GetFileNameWithoutExtension(slide.Path);
        List<string> outputs = [];
        Raster<byte> view = StainViews.Of(slide);
        List<(string, Raster<byte>)> views = [(StainViews.Before, view)];
        for (int copy = 1; copy <= copies.Count; copy++)
        {
            token.ThrowIfCancellationRequested();
            StainAugmentationOptions augmentation = copies.Augmentation with { Seed = Seed(name, copies.Augmentation.Seed, copy) };
            outputs.Add($"{name}.{copy}.png");
            PictureFile.WritePng(Path.Combine(options.Folder, outputs[^1]), StainAugmentation.Perturb(picture, source, augmentation, options.Stain));
            if (copy <= ShownCopies)
            {
                views.Add(($"copy {copy}", StainAugmentation.Perturb(view, source, augmentation, options.Stain)));
            }
        }

        return new StainRunItem(slide.Path, outputs, source, null, null) { Views = views };
    }

    /// <summary>From the name, so that a picture's copies do not depend on what else is in the run (FNV-1a, Fowler, Noll and Vo).</summary>
    private static int Seed(string name, int seed, int copy)
    {
        uint hash = 2166136261;
        foreach (byte part in Encoding.UTF8.GetBytes($"{name}/{seed}/{copy}"))
        {
            hash = unchecked((hash ^ part) * 16777619);
        }

        return (int)(hash & int.MaxValue);
    }
}
