using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// Fits, normalizes and separates files: pictures (whole, PNG out) and slides (region by region, pyramidal TIFF out).
/// Goes on past a bad file and reports it.
/// </summary>
public static class StainRun
{
    private const int PooledPixels = 1 << 24;

    /// <summary>The pictures and slides that inputs name; folders are searched.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IReadOnlyList<string> Files(IEnumerable<string> inputs) => StainInputs.Expand(inputs);

    /// <summary>Measures one reference from all files together, each with an equal share of the pixels at most.</summary>
    /// <exception cref="SlideFormatException">A file cannot be read, or the files show nothing to measure.</exception>
    public static StainStatistics Fit(IReadOnlyList<string> inputs, StainOptions options, CancellationToken token)
    {
        List<string> files = StainInputs.Expand(inputs);
        if (files.Count == 1)
        {
            using Slide only = Open(files[0]);
            return Accept(SlideStains.Measure(only, options, token), files);
        }

        if (options.Convention == StainConvention.Histolab)
        {
            throw new ArgumentException("histolab's convention fits a reference to one tile");
        }

        List<byte> pool = [];
        foreach (string file in files)
        {
            using Slide slide = Open(file);
            Raster<byte>? sample = StainSample.Take(slide, options, token);
            if (sample is not null && StainNormalization.Doubt(sample, options) is null)
            {
                AddShare(pool, sample, PooledPixels / files.Count);
            }
        }

        StainFinding found = pool.Count == 0
            ? new StainFinding(null, "none of the files shows tissue to measure")
            : StainNormalization.Measure(new Raster<byte>(pool.Count / 3, 1, 3, [.. pool]), options);
        return Accept(found, files);
    }

    /// <summary>Brings each file to the reference; a file whose stains cannot be measured goes through unchanged, with the reason.</summary>
    /// <param name="done">Called after each file.</param>
    /// <exception cref="ArgumentException">Two results would have one name, or the reference does not fit the method.</exception>
    public static IReadOnlyList<StainRunItem> Normalize(IReadOnlyList<string> inputs, StainRunOptions options, Action<StainRunItem> done, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(options);
        StainStatistics reference = options.Reference ?? throw new ArgumentException("normalizing needs a reference");
        if (reference.Method != options.Stain.Method || reference.Convention != options.Stain.Convention)
        {
            throw new ArgumentException($"the reference was made for {StainText.Name(reference)}, not for {StainText.Name(options.Stain)}");
        }

        return Each(inputs, options, (done, token), slide => StainNormalizedFile.Write(slide, reference, options, token));
    }

    /// <summary>Takes each picture apart into its stains: two stain pictures, the residual and the concentrations.</summary>
    /// <inheritdoc cref="Normalize"/>
    public static IReadOnlyList<StainRunItem> Separate(IReadOnlyList<string> inputs, StainRunOptions options, Action<StainRunItem> done, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Each(inputs, options, (done, token), slide => StainSeparatedFile.Write(slide, options, token));
    }

    /// <summary>Makes perturbed copies of each picture; of one whose stains cannot be measured there are none, with the reason.</summary>
    /// <param name="done">Called after each file.</param>
    /// <exception cref="ArgumentException">Two results would have one name, or the method has no stain vectors.</exception>
    public static IReadOnlyList<StainRunItem> Augment(IReadOnlyList<string> inputs, (StainRunOptions Run, StainCopies Copies) options, Action<StainRunItem> done, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(options.Run);
        return options.Run.Stain.Method is StainMethod.Reinhard or StainMethod.ModifiedReinhard
            ? throw new ArgumentException("Reinhard's methods have no stains to perturb; use macenko, vahadane or deconvolution")
            : Each(inputs, options.Run, (done, token), slide => StainAugmentedFile.Write(slide, options.Copies, options.Run, token));
    }

    private static List<StainRunItem> Each(IReadOnlyList<string> inputs, StainRunOptions options, (Action<StainRunItem> Done, CancellationToken Token) run, Func<Slide, StainRunItem> one)
    {
        List<string> files = StainInputs.Expand(inputs);
        StainInputs.RefuseCollisions(files, options.Folder);
        using StainFolder folder = StainFolder.Open(options.Folder);
        List<StainRunItem> items = [];
        foreach (string file in files)
        {
            StainRunItem item;
            run.Token.ThrowIfCancellationRequested();
            try
            {
                using Slide slide = Open(file);
                item = one(slide);
            }
            catch (Exception failure) when (failure is SlideFormatException or IOException or UnauthorizedAccessException)
            {
                item = new StainRunItem(file, [], null, null, failure.Message) { Cause = failure };
            }

            items.Add(item);
            run.Done(item);
        }

        run.Token.ThrowIfCancellationRequested();
        StainContactSheet.Write(items, options);
        return items;
    }

    private static Slide Open(string file)
    {
        Slide slide = Slide.Open(file);
        if (slide.BitsPerSample <= 8)
        {
            return slide;
        }

        slide.Dispose();
        throw new SlideFormatException(file, $"has {slide.BitsPerSample} bits a sample; stains are measured in 8, and the rest is not cut off unasked");
    }

    private static StainStatistics Accept(StainFinding finding, List<string> files) => finding.Statistics is { } statistics
        ? statistics with { Sources = [.. files.Select(file => new StainSource(Path.GetFileName(file), FileHash.Sha256(file)))] }
        : throw new SlideFormatException(files[0], $"gives no stain reference: {finding.Refusal}");

    private static void AddShare(List<byte> pool, Raster<byte> sample, int share)
    {
        int pixels = sample.Width * sample.Height, stride = Math.Max(1, (pixels + share - 1) / share);
        for (int i = 0; i < pixels; i += stride)
        {
            pool.AddRange(sample.Samples.AsSpan(i * 3, 3));
        }
    }
}
