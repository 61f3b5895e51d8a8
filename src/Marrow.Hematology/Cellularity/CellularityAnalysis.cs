using System.Runtime.CompilerServices;
using Marrow.Hematology.Regions;
using Marrow.Hematology.Segmentation;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Finds the compartments of a marrow section and its cellularity.</summary>
public static class CellularityAnalysis
{
    /// <summary>
    /// Analyses a slide. Memory does not grow with the slide's height, and the result does not depend on the number of threads.
    /// </summary>
    /// <param name="sink">Takes the label rows, top to bottom.</param>
    /// <exception cref="ArgumentException">Settings that contradict each other or the slide.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="SlideFormatException">The slide, the mask or the GeoJSON cannot be used.</exception>
    public static CellularityAnalysisResult Run(Slide slide, CellularityOptions options, ICompartmentSink sink, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        options.Validate();
        return ParallelFailure.Unbundle(() => Analyze(slide, options, sink, token));
    }

    private static CellularityAnalysisResult Analyze(Slide slide, CellularityOptions options, ICompartmentSink sink, CancellationToken token)
    {
        PixelPitch? pitch = options.MicrometersPerPixel is { } given ? new PixelPitch(new(given), new(given)) : Stated(slide);
        AnalysisArea area = AnalysisArea.From(options, slide.Size);
        if (options.IsThresholdOnly)
        {
            (AnalysisOutcome split, Appearance looks) = SplitByPercentile(slide, (area, pitch), sink, token);
            return Report(slide, options, pitch, split with { LeftOutOfRegion = area.LeftOut }, looks);
        }

        Scope scope = Survey(slide, (area, pitch), token);
        (Appearance appearance, Voids? voids) = (scope.Appearance, scope.Voids);
        Slide seen = FilledSlide.Of(slide, voids);
        AnalysisOutcome outcome = appearance.HasContrast
            ? Segment(seen, options, scope, sink, token)
            : BlankRun.Run(seen, scope.Area, options, sink, token);
        return Report(slide, options, pitch, outcome with { VoidShare = voids?.Share, LeftOutOfRegion = area.LeftOut }, appearance);
    }

    private static PixelPitch? Stated(Slide slide) => slide.Pitch is not { } pitch || (IsTaken(pitch.X) && IsTaken(pitch.Y))
        ? slide.Pitch
        : throw new SlideFormatException(slide.Path, FormattableString.Invariant($"states {pitch.X.Value} × {pitch.Y.Value} µm per pixel, which cannot be right; --mpp says what is"));

    private static bool IsTaken(MicrometersPerPixel side) => side.Value is >= CellularityOptions.FinestMicrometersPerPixel and <= CellularityOptions.CoarsestMicrometersPerPixel;

    // By itself: what LookAt returns lies on its caller's stack, where the view would stay beside the windows.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Scope Survey(Slide slide, (AnalysisArea Area, PixelPitch? Pitch) asked, CancellationToken token)
    {
        (CoarseView view, Appearance appearance, Voids? voids) = LookAt(CoarseView.Read(slide, token), slide.Size);
        return new Scope(voids is null ? asked.Area : asked.Area.Without(voids), view, appearance, asked.Pitch, voids);
    }

    internal static (CoarseView View, Appearance Appearance, Voids? Voids) LookAt(CoarseView view, PixelSize slide)
    {
        var voids = Voids.Find(view);
        voids?.FillIn(view.Rgb.Samples, new PixelRectangle(0, 0, view.Rgb.Width, view.Rgb.Height), view.Downsample);
        var levels = GreyLevels.Of(view.Rgb);
        var light = Illumination.From(levels, slide);
        if (!light.IsEven)
        {
            view.Even(light);
            levels = GreyLevels.Of(view.Rgb);
        }

        return (view, AppearanceEstimate.From(view.Rgb, levels, light), voids);
    }

    /// <summary>Counts and labels; how the slide looks, which only suspicions ask, is found out beside that.</summary>
    private static (AnalysisOutcome Outcome, Appearance Appearance) SplitByPercentile(
        Slide slide, (AnalysisArea Area, PixelPitch? Pitch) scope, ICompartmentSink sink, CancellationToken token)
    {
        using CloserLook look = new(slide, scope.Pitch, token);
        using PercentileRun run = new(slide, scope.Area, token);
        GrayHistogram region = Count(slide, run, sink.Means, look);
        HeapMemory.GiveBack();
        AnalysisOutcome split = run.Split(region, sink);
        sink.End();
        CloserLook.Findings seen = look.End();
        return (split with { Sharpness = seen.Sharpness, VoidShare = seen.VoidShare, Scale = seen.Stated }, seen.Appearance);
    }

    // By itself: the view, which the closer look takes over, would stay on its caller's stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static GrayHistogram Count(Slide slide, PercentileRun run, PassingMeans? overlay, CloserLook look)
    {
        // Where the view needs all of level 0, it is made of the pixels that the run decodes.
        var view = PassingView.Of(slide, overlay);
        if (view is null)
        {
            look.Begin(null);
        }

        PassingMeans?[] means = view is null || view.Means == overlay ? [overlay] : [view.Means, overlay];
        GrayHistogram region = run.Histogram([.. means.OfType<PassingMeans>()], view);
        look.Begin(view?.View);
        return region;
    }

    internal static SlideScale Scale(Raster<byte>[] tiles, Appearance appearance, PixelPitch? pitch) =>
        pitch is { } stated ? ScaleEstimate.Beside(stated.Mean.Value, tiles, appearance) : ScaleEstimate.From(tiles, appearance);

    private sealed record Scope(AnalysisArea Area, CoarseView View, Appearance Appearance, PixelPitch? Pitch, Voids? Voids);

    private static AnalysisOutcome Segment(Slide slide, CellularityOptions options, Scope scope, ICompartmentSink sink, CancellationToken token)
    {
        Raster<byte>[] tiles = TexturedTiles.Read(slide, scope.View, scope.Appearance, token);
        SlideScale scale = Scale(tiles, scope.Appearance, scope.Pitch);
        var scene = Scene.For(scope.Appearance, scale.MicrometersPerPixel);
        bool allIsMarrow = options.Region is RegionSource.Whole or RegionSource.Mask;
        if (!allIsMarrow && !NuclearEvidence.AllowsTissue(tiles, scene))
        {
            return BlankRun.Run(slide, scope.Area, options, sink, token);
        }

        double? sharpness = Focus.Measure(tiles, scene);
        CompartmentNetwork? asked = options.Region == RegionSource.Auto ? CompartmentNetwork.Open(options.ModelPath) : null;
        CompartmentNetwork? network = CompartmentNetwork.Fits(scene) ? asked : null;
        double? tooCoarse = asked is not null && network is null ? scene.Working : null;
        BoneStain? bone = network is null && scene.IsLowPower
            ? BoneStain.From(scope.View.Rgb, scope.Appearance, scope.View.Downsample * scale.MicrometersPerPixel) : null;
        var analysis = new WindowAnalysis(slide, scene, scope.Area, new Relabelling(allIsMarrow, null)) { Network = network, Bone = bone };
        // The scope is not asked from here on: its view of the slide would stay beside the windows.
        Appearance look = scene.Appearance;
        if (options.Fat == FatRule.Objects)
        {
            (Tally tally, IReadOnlyList<Vacuole> vacuoles) = SlideSegmentation.Run(analysis, sink, token);
            double level = look.GreyOf(look.BrightLevel);
            return new AnalysisOutcome(tally, vacuoles, new FatThreshold(level, null, null), SensitivityCurve.ForObjects(tally, level), sharpness) { Network = network, TooCoarse = tooCoarse, Scale = scale };
        }

        // The region first, then its percentile, then the region again with the percentile's fat: memory stays flat for twice the time.
        (Tally region, _) = SlideSegmentation.Run(analysis, NoSink.Instance, token);
        FatThreshold threshold = PercentileRule.Threshold(region.Marrow);
        (Tally split, _) = SlideSegmentation.Run(analysis with { Relabelling = new Relabelling(allIsMarrow, threshold.Value) }, sink, token);
        return new AnalysisOutcome(split, [], threshold, SensitivityCurve.ForPercentile(split.Marrow), sharpness) { Network = network, TooCoarse = tooCoarse, Scale = scale };
    }

    private static CellularityAnalysisResult Report(
        Slide slide, CellularityOptions options, PixelPitch? pitch, AnalysisOutcome outcome, Appearance appearance) => new()
        {
            Size = slide.Size,
            Pitch = pitch,
            Counts = outcome.Tally.Counts,
            Rule = options.Fat,
            Threshold = outcome.Threshold,
            Vacuoles = outcome.Vacuoles,
            GreyHistogram = outcome.Tally.Marrow.Counts,
            Sensitivity = outcome.Sensitivity,
            Suspicions = SuspicionRules.Find(new SuspicionEvidence(outcome, options, pitch, appearance) { Doubt = slide.Doubt }),
            RegionMethod = outcome.Network?.Name ?? (options.Region == RegionSource.Auto ? RegionSource.Classical : options.Region).ToString().ToLowerInvariant(),
            RegionArithmetic = outcome.Network?.Arithmetic,
            IsModelFree = outcome.Network is null,
        };
}
