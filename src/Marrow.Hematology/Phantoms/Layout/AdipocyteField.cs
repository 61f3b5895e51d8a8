using System.Numerics;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>Distance in µm from any place to the nearest vacuole border (negative inside) and to the second nearest.</summary>
internal sealed class AdipocyteField
{
    /// <summary>Beyond this distance (µm) from every vacuole the field is not followed.</summary>
    public const float Far = 60;

    private const float Bucket = 64;

    private readonly Dictionary<(int, int), List<Adipocyte>> _buckets = [];

    public AdipocyteField(IReadOnlyList<Adipocyte> cells)
    {
        IsEmpty = cells.Count == 0;
        foreach (Adipocyte cell in cells)
        {
            (int, int) key = Key(cell.X, cell.Y);
            if (!_buckets.TryGetValue(key, out List<Adipocyte>? list))
            {
                _buckets[key] = list = [];
            }

            list.Add(cell);
        }
    }

    public bool IsEmpty { get; }

    /// <summary>Vacuoles whose border comes within <paramref name="margin"/> µm of a rectangle, in a fixed order.</summary>
    public List<Adipocyte> Near((double X, double Y, double Width, double Height) area, float margin)
    {
        var near = new List<Adipocyte>();
        const float LargestReach = 64;
        (int left, int top) = Key((float)area.X - margin - LargestReach, (float)area.Y - margin - LargestReach);
        (int right, int bottom) = Key((float)(area.X + area.Width) + margin + LargestReach, (float)(area.Y + area.Height) + margin + LargestReach);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                if (_buckets.TryGetValue((column, row), out List<Adipocyte>? cells))
                {
                    near.AddRange(cells.Where(cell => Touches(cell, area, margin)));
                }
            }
        }

        return near;
    }

    /// <summary>Fills a tile's distances to the nearest and second nearest vacuole.</summary>
    public void Fill(SectionTile tile)
    {
        Array.Fill(tile.FirstVacuole, Far, 0, tile.Count);
        Array.Fill(tile.SecondVacuole, Far, 0, tile.Count);
        Array.Fill(tile.FirstCell, -1, 0, tile.Count);
        Array.Fill(tile.SecondCell, -1, 0, tile.Count);
        (PixelRectangle area, double step) = (tile.Area, tile.Step);
        tile.Vacuoles = Near(tile.Place, Far);
        for (int number = 0; number < tile.Vacuoles.Count; number++)
        {
            Adipocyte cell = tile.Vacuoles[number];
            float reach = cell.Reach + Far;
            int left = Math.Clamp((int)((cell.X - reach) / step) - 1 - area.X, 0, area.Width), right = Math.Clamp((int)((cell.X + reach) / step) + 2 - area.X, 0, area.Width);
            int top = Math.Clamp((int)((cell.Y - reach) / step) - 1 - area.Y, 0, area.Height), bottom = Math.Clamp((int)((cell.Y + reach) / step) + 2 - area.Y, 0, area.Height);
            for (int row = top; row < bottom; row++)
            {
                Merge((cell, number), tile.Row(row) with { FirstColumn = area.X + left }, new Nearest(tile, (row * area.Width) + left, right - left));
            }
        }
    }

    // Lanes are neighbouring pixels; the remainder at the row's end runs the scalar Adipocyte.Distance, which does the same operations in the same order.
    private static void Merge((Adipocyte Cell, int Number) vacuole, PixelRow row, Nearest here)
    {
        (Adipocyte cell, int number) = vacuole;
        Span<float> first = here.First, second = here.Second;
        Span<int> firstCell = here.FirstCell, secondCell = here.SecondCell;
        var own = new Vector<int>(number);
        float y = (float)row.Y, step = (float)row.Step;
        float dy = y - cell.Y;
        var dy2 = new Vector<float>(dy * dy);
        var column = new Vector<float>(row.FirstColumn + 0.5f) + Vector<float>.Indices;
        int i = 0;
        for (; i <= first.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> dx = (column * step) - new Vector<float>(cell.X);
            Vector<float> d = Vector.Max(Vector.SquareRoot((dx * dx) + dy2), new Vector<float>(1e-3f));
            Vector<float> ux = dx / d, uy = new Vector<float>(dy) / d;
            Vector<float> cos2 = (ux * ux) - (uy * uy), sin2 = (ux + ux) * uy;
            Vector<float> cos3 = (ux * cos2) - (uy * sin2), sin3 = (ux * sin2) + (uy * cos2);
            Vector<float> form = Vector<float>.One + (cos2 * cell.Oval.Cos) + (sin2 * cell.Oval.Sin) + (cos3 * cell.Corner.Cos) + (sin3 * cell.Corner.Sin);
            Vector<float> distance = d - (form * cell.Radius);
            Vector<float> nearest = new(first[i..]), next = new(second[i..]);
            Vector<int> isNearest = Vector.LessThan(distance, nearest), isNext = Vector.LessThan(distance, next);
            Vector<int> nearestCell = new(firstCell[i..]), nextCell = new(secondCell[i..]);
            Vector.Min(next, Vector.Max(nearest, distance)).CopyTo(second[i..]);
            Vector.Min(nearest, distance).CopyTo(first[i..]);
            Vector.ConditionalSelect(isNearest, nearestCell, Vector.ConditionalSelect(isNext, own, nextCell)).CopyTo(secondCell[i..]);
            Vector.ConditionalSelect(isNearest, own, nearestCell).CopyTo(firstCell[i..]);
            column += new Vector<float>(Vector<float>.Count);
        }

        for (; i < first.Length; i++)
        {
            float distance = cell.Distance((row.FirstColumn + 0.5f + i) * step, y);
            if (distance < first[i])
            {
                (second[i], secondCell[i]) = (first[i], firstCell[i]);
                (first[i], firstCell[i]) = (distance, number);
            }
            else if (distance < second[i])
            {
                (second[i], secondCell[i]) = (distance, number);
            }
        }
    }

    // A part of a tile's row.
    private readonly ref struct Nearest(SectionTile tile, int start, int length)
    {
        public Span<float> First { get; } = tile.FirstVacuole.AsSpan(start, length);

        public Span<float> Second { get; } = tile.SecondVacuole.AsSpan(start, length);

        public Span<int> FirstCell { get; } = tile.FirstCell.AsSpan(start, length);

        public Span<int> SecondCell { get; } = tile.SecondCell.AsSpan(start, length);
    }

    private static bool Touches(Adipocyte cell, (double X, double Y, double Width, double Height) area, float margin)
    {
        double dx = Math.Max(Math.Max(area.X - cell.X, cell.X - area.X - area.Width), 0);
        double dy = Math.Max(Math.Max(area.Y - cell.Y, cell.Y - area.Y - area.Height), 0);
        double reach = cell.Reach + margin;
        return (dx * dx) + (dy * dy) < reach * reach;
    }

    private static (int Column, int Row) Key(float x, float y) => ((int)MathF.Floor(x / Bucket), (int)MathF.Floor(y / Bucket));
}
