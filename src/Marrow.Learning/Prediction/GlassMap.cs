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
        for (int line = 0; line < lines; line++)
        {
            token.ThrowIfCancellationRequested();
            int height = Math.Min(Side, area.Height - (line * Side));
            Raster<byte> rows = slide.Read(level, new PixelRectangle(area.X, area.Y + (line * Side), area.Width, height));
            int top = line;
            Parallel.For(0, columns, column => glass[(top * columns) + column] = IsGlass(rows, column * Side, Math.Min(Side, area.Width - (column * Side))));
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

    private static bool IsGlass(Raster<byte> rows, int left, int width)
    {
        int glass = 0;
        for (int y = 0; y < rows.Height; y++)
        {
            ReadOnlySpan<byte> row = rows.Row(y).Slice(left * 3, width * 3);
            for (int x = 0; x < row.Length; x += 3)
            {
                int low = Math.Min(row[x], Math.Min(row[x + 1], row[x + 2])), high = Math.Max(row[x], Math.Max(row[x + 1], row[x + 2]));
                glass += low > Bright && high - low <= Grey ? 1 : 0;
            }
        }

        return glass >= Share * width * rows.Height;
    }
}
