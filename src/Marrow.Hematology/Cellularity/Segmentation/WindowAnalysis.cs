using Marrow.Hematology.Regions;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>Analyses one window: read, segment at working size, refine, apply the region and the fat rule, count.</summary>
/// <param name="Slide">Read from by several windows at once.</param>
/// <param name="Scene">What holds for the whole slide.</param>
/// <param name="Area">Which pixels are analysed.</param>
/// <param name="Relabelling">How the labels found become those reported.</param>
internal sealed record WindowAnalysis(Slide Slide, Scene Scene, AnalysisArea Area, Relabelling Relabelling)
{
    /// <summary>Says which compartment each place is; null leaves it to the classical rules.</summary>
    public CompartmentNetwork? Network { get; init; }

    /// <summary>How bone is stained, where nuclei are not resolved; null leaves bone to its evenness, or to the network.</summary>
    public BoneStain? Bone { get; init; }

    /// <summary>How far a window sees beyond its core: the network's margin, or the largest vacuole or glass disc and its surroundings.</summary>
    public double HaloMicrometers => Network is null ? 160 : 100;

    /// <param name="core">What the window owns.</param>
    /// <param name="view">What it sees.</param>
    /// <param name="passed">No window after it sees what lies to the left of this column.</param>
    public WindowResult Run(PixelRectangle core, PixelRectangle view, int passed)
    {
        if (Area.Bounds.Intersect(core).IsEmpty)
        {
            return WindowResult.Outside(core);
        }

        (WindowPixels pixels, Raster<byte>? colour) = WindowPixels.Read(Slide, (core, view, passed), Scene, Network is not null || Bone is not null);
        Mask? bone = Bone?.Find(pixels.EvenColour(colour!, Scene), Scene);
        Compartment[]? learned = Network?.Classify(ref colour, pixels.Working, Scene);
        WindowMemory.Release();
        WindowLabels found = WindowSegmentation.Run(pixels.Working, Scene, (learned, bone));
        byte[] labels = new BorderRefinement(found, pixels, Scene).Labels();
        var inside = new byte[core.Width];
        for (int y = 0; y < core.Height && !(Relabelling.KeepsAll && Area.HoldsAllOf(core)); y++)
        {
            Area.FillRow(core.Y + y, core.X, inside);
            Relabelling.Apply(labels.AsSpan(y * core.Width, core.Width), pixels.Gray.AsSpan(y * core.Width, core.Width), inside);
        }

        int beside = Math.Max(1, (int)Math.Round(3 / Scene.MicrometersPerPixel));
        Tally tally = new WindowTally(labels, pixels.Gray, core.Size).Count(beside);
        return new WindowResult(core, LabelRows.Of(labels, core.Size), VacuoleOutlines.Trace(found, core, view, Scene.Block, Area), tally);
    }
}
