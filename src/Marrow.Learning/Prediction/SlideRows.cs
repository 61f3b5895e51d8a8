using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// Reads rows of a slide as the three colours or, for a network of one channel, as grey. What was read before is collected after every 24 MiB: left to
/// itself the collector lets several hundred come together, more for wider pictures.
/// </summary>
internal sealed class SlideRows(Slide slide, int level, int channels)
{
    private const long CollectAfter = 24L << 20;

    // Whole tiles of most slides, and 15 MiB of colours.
    private const int RowsAtOnce = 256, ColumnsAtOnce = 20 << 10;

    private long _read;

    public PixelSize Size => slide.Levels[level].Size;

    /// <summary>Forgets what was kept for a read nearby: for between two stages of work.</summary>
    public void Rest() => slide.Rest();

    /// <summary>
    /// The pieces in which an area is read, so that each tile or strip is decoded once: 256 whole rows; of longer rows than 20,480 pixels fewer where the
    /// slide is stored in rows, and parts of them, each from top to bottom, where it is stored in tiles. Pieces begin at multiples of 64 from the area's corner.
    /// </summary>
    public IEnumerable<PixelRectangle> Pieces(PixelRectangle area)
    {
        bool isInRows = slide.IsStoredInRows(level);
        int width = isInRows ? area.Width : ColumnsAtOnce, height = isInRows ? Math.Clamp(RowsAtOnce * ColumnsAtOnce / area.Width / 64 * 64, 64, RowsAtOnce) : RowsAtOnce;
        for (int x = area.X; x < area.Right; x += width)
        {
            for (int y = area.Y; y < area.Bottom; y += height)
            {
                yield return new PixelRectangle(x, y, Math.Min(width, area.Right - x), Math.Min(height, area.Bottom - y));
            }
        }
    }

    /// <exception cref="InvalidDataException">The network wants neither one nor three channels.</exception>
    public Raster<byte> Read(PixelRectangle area)
    {
        _read += 3 * area.Size.Area;
        if (_read > CollectAfter)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
            _read = 0;
        }

        return channels switch
        {
            3 => slide.Read(level, area),
            1 => Luma.Gray(slide.Read(level, area)),
            _ => throw new InvalidDataException($"the network wants {channels} channels; a slide gives 3 colours or grey"),
        };
    }
}
