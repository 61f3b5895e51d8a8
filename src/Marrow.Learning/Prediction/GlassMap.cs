using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// Which squares of 64 pixels hold only glass: at least 99.5 % of their pixels are bright (every colour above 220) and grey (colours within 18 of
/// each other). Pixels of glass are background whether or not a window over them was predicted, so that leaving windows out changes nothing.
/// </summary>
internal sealed class GlassMap
{
    private const int Side = 64, Bright = 220, Grey = 18;
    private const double Share = 0.995;

    private readonly bool[] _glass;
    private readonly int _columns;

    private GlassMap(bool[] glass, int columns) => (_glass, _columns) = (glass, columns);

    public static GlassMap Find(Slide slide, int level, PixelRectangle area, CancellationToken token)
    {
        int columns = (area.Width + Side - 1) / Side, lines = (area.Height + Side - 1) / Side;
        bool[] glass = new bool[columns * lines];
        var colours = new SlideRows(slide, level, 3);
        foreach (PixelRectangle piece in colours.Pieces(area))
        {
            token.ThrowIfCancellationRequested();
            Raster<byte> read = colours.Read(piece);
            (int left, int top) = ((piece.X - area.X) / Side, (piece.Y - area.Y) / Side);
            int across = (piece.Width + Side - 1) / Side, down = (piece.Height + Side - 1) / Side;
            Parallel.For(0, across * down, square => glass[((top + (square / across)) * columns) + left + (square % across)] = IsGlass(read, square % across * Side, square / across * Side));
        }

        return new GlassMap(glass, columns);
    }

    public bool IsGlass(int x, int y) => _glass[(y / Side * _columns) + (x / Side)];

    /// <summary>True where some square that the window touches is not glass.</summary>
    public bool HasTissue(PixelRectangle window)
    {
        for (int line = window.Y / Side; line <= (window.Bottom - 1) / Side; line++)
        {
            int first = (line * _columns) + (window.X / Side), last = (line * _columns) + ((window.Right - 1) / Side);
            if (_glass.AsSpan(first, last - first + 1).Contains(false))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsGlass(Raster<byte> rgb, int left, int top)
    {
        int glass = 0, width = Math.Min(Side, rgb.Width - left), height = Math.Min(Side, rgb.Height - top);
        for (int y = top; y < top + height; y++)
        {
            ReadOnlySpan<byte> row = rgb.Row(y).Slice(left * 3, width * 3);
            for (int x = 0; x < row.Length; x += 3)
            {
                int low = Math.Min(row[x], Math.Min(row[x + 1], row[x + 2])), high = Math.Max(row[x], Math.Max(row[x + 1], row[x + 2]));
                glass += low > Bright && high - low <= Grey ? 1 : 0;
            }
        }

        return glass >= Share * width * height;
    }
}
