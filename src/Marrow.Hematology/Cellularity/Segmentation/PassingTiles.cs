using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// Keeps the tiles of a passing picture that <see cref="TexturedTiles"/> will ask for, as far as that can be told while they are there: the most textured
/// before light is evened and voids are filled. Any other is decoded anew. Safe for several threads.
/// </summary>
/// <param name="view">Is told of the rows that have passed; without it no tile is kept.</param>
internal sealed class PassingTiles(RowPass pass, PixelSize size, PassingView? view)
{
    // Some more than are asked for, for light that is evened changes their order.
    private const int Limit = 8;

    private readonly SampleGrid grid = SampleGrid.Of(size);
    private readonly bool[] hasPassed = new bool[pass.Bands];
    private readonly List<Candidate> best = new(Limit + 1);
    private int bands;
    private int tileRow;

    /// <summary>As many rows as a pass has to hold at once.</summary>
    public static int RowsFor(PixelSize size) => SampleGrid.Of(size).Tile(0).Height;

    /// <summary>Told of each band whose pixels the view has; releases those that are not needed.</summary>
    public void Passed(int band)
    {
        lock (hasPassed)
        {
            hasPassed[band] = true;
            while (bands < hasPassed.Length && hasPassed[bands])
            {
                bands++;
            }

            int rows = bands < hasPassed.Length ? bands * pass.BandRows : size.Height;
            view?.Settle(rows);
            for (; tileRow < grid.Rows && grid.Tile(tileRow * grid.Columns).Bottom <= rows; tileRow++)
            {
                if (view is not null)
                {
                    KeepBest(view.View);
                }
            }

            pass.Release(tileRow < grid.Rows ? Math.Min(bands, grid.Top(tileRow) / pass.BandRows) : bands);
        }
    }

    /// <summary>Of two as textured, the upper or left one stays.</summary>
    private void KeepBest(CoarseView view)
    {
        for (int i = tileRow * grid.Columns; i < (tileRow + 1) * grid.Columns; i++)
        {
            PixelRectangle place = grid.Tile(i);
            double texture = SampleGrid.Texture(view, place);
            int rank = best.Count;
            while (rank > 0 && best[rank - 1].Texture < texture)
            {
                rank--;
            }

            best.Insert(rank, new Candidate(texture, place));
            if (best.Count > Limit)
            {
                pass.Drop(best[Limit].Place);
                best.RemoveAt(Limit);
            }
        }

        foreach (Candidate tile in best)
        {
            if (tile.Place.Y == grid.Top(tileRow))
            {
                pass.Keep(tile.Place);
            }
        }
    }

    private sealed record Candidate(double Texture, PixelRectangle Place);
}
