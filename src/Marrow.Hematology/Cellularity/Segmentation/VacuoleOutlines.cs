using Marrow.Hematology.Regions;
using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Outlines of a window's own vacuoles: those whose first pixel lies in its core, so that no seam counts one twice.</summary>
internal static class VacuoleOutlines
{
    public static IReadOnlyList<Vacuole> Trace(WindowLabels found, PixelRectangle core, PixelRectangle view, int block, AnalysisArea area)
    {
        List<Vacuole> vacuoles = [];
        var inside = new byte[1];
        for (int label = 1; label < found.Hills.Length; label++)
        {
            Hill hill = found.Hills[label];
            if (hill.Area == 0 || found.Vacuoles.Labels[hill.First] != label)
            {
                continue;
            }

            int firstX = hill.First % found.Size.Width, firstY = hill.First / found.Size.Width;
            int x0 = view.X + (firstX * block), y0 = view.Y + (firstY * block);
            if (!core.Contains(new PixelRectangle(x0, y0, 1, 1)))
            {
                continue;
            }

            (double x, double y) = ((hill.Moments.X / hill.Area) + 0.5, (hill.Moments.Y / hill.Area) + 0.5);
            (double X, double Y) center = (view.X + (x * block), view.Y + (y * block));
            area.FillRow((int)center.Y, (int)center.X, inside);
            if (inside[0] != 0)
            {
                vacuoles.Add(new Vacuole(Ring(found, label, (firstX, firstY), view, block), AreaOf(found, label, view, block), center));
            }
        }

        return vacuoles;
    }

    // Less what the last working pixels of a row and a column hold beyond the picture.
    private static long AreaOf(WindowLabels found, int label, PixelRectangle view, int block)
    {
        Hill hill = found.Hills[label];
        long area = hill.Area * (long)block * block;
        (int right, int bottom) = (found.Size.Width - 1, found.Size.Height - 1);
        (int width, int height) = (view.Width - (right * block), view.Height - (bottom * block));
        for (int y = hill.Top; y <= hill.Bottom && hill.Right == right; y++)
        {
            area -= found.Vacuoles[right, y] == label ? (block - width) * (long)(y == bottom ? height : block) : 0;
        }

        for (int x = hill.Left; x <= hill.Right && hill.Bottom == bottom; x++)
        {
            area -= found.Vacuoles[x, bottom] == label ? (block - height) * (long)block : 0;
        }

        return area;
    }

    private static CornerRing Ring(WindowLabels found, int label, (int X, int Y) first, PixelRectangle view, int block) =>
        new(ContourTracing.OuterRing(found.Vacuoles, label, first.X, first.Y)
            .Select(corner => (Math.Min(view.X + (corner.X * block), view.Right), Math.Min(view.Y + (corner.Y * block), view.Bottom))));
}
