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

    private long _read;

    public PixelSize Size => slide.Levels[level].Size;

    /// <summary>Forgets what was kept for a read nearby: for between two stages of work.</summary>
    public void Rest() => slide.Rest();

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
