using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>The coarse view of a slide whose pixels pass by, made of means of small blocks: of those that somebody else takes, where they are fine enough.</summary>
internal sealed class PassingView
{
    // Of the means that become one pixel of the view.
    private readonly int block;
    private int settled;

    private PassingView(PixelSize slide, PassingMeans means, int block)
    {
        (Means, this.block) = (means, block);
        int side = means.Side * block;
        View = new CoarseView(CoarseView.Empty(slide, side), side);
    }

    public PassingMeans Means { get; }

    /// <summary>Its rows are there when they are settled.</summary>
    public CoarseView View { get; }

    /// <summary>Null where a smaller level has the view, or it would be level 0 itself.</summary>
    /// <param name="taken">Means that are taken anyway.</param>
    public static PassingView? Of(Slide slide, PassingMeans? taken)
    {
        int side = CoarseView.BlockOf(slide.Size);
        if (CoarseView.LevelOf(slide) > 0 || side is 1 or > PassingMeans.LargestSide)
        {
            return null;
        }

        if (taken is not null && CoarseView.IsFineEnough(taken.Size))
        {
            int block = (side + taken.Side - 1) / taken.Side;
            return new PassingView(slide.Size, taken, block);
        }

        return new PassingView(slide.Size, new PassingMeans(slide.Size, side, CoarseView.Empty(slide.Size, side)), 1);
    }

    /// <summary>Makes the rows of the view of which all pixels have passed. By one thread at a time.</summary>
    /// <param name="rows">Of the slide's pixels, from the top; never fewer than before.</param>
    public void Settle(int rows)
    {
        int whole = rows / Means.Side / block;
        if (rows == Means.Picture.Height)
        {
            whole = View.Rgb.Height;
        }

        for (; settled < whole; settled++)
        {
            BlockMean.Row(Means.Rows(settled * block, block), (Means.Size.Width * 3, 3), block, View.Rgb.Row(settled));
        }
    }
}
