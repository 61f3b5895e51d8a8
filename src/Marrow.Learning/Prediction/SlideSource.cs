using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Windows of a slide that is never whole in memory: keeps the rows of one row of windows, as bytes, and scales while it cuts.</summary>
/// <param name="windowHeight">The most rows that are asked for at once.</param>
/// <param name="limit">Of the rows that are kept in memory.</param>
internal sealed class SlideSource(SlideRows slide, SlideScaling scaling, int windowHeight, SpillLimit limit) : IWindowSource, IDisposable
{
    // Each row takes the place of the one that many rows above it.
    private readonly int _height = Math.Min(windowHeight, scaling.Area.Height);
    private readonly SpillingBytes _rows = new(checked((long)Math.Min(windowHeight, scaling.Area.Height) * scaling.Area.Width * scaling.Tables.Length), limit);
    private int _bottom;

    public int Channels => scaling.Tables.Length;

    public PixelSize Size => scaling.Area.Size;

    public void Prepare(int top, int bottom)
    {
        int first = Math.Max(top, _bottom);
        foreach (PixelRectangle piece in slide.Pieces(new PixelRectangle(scaling.Area.X, scaling.Area.Y + first, Size.Width, bottom - first)))
        {
            Raster<byte> read = slide.Read(piece);
            for (int y = 0; y < piece.Height; y++)
            {
                _rows.Write(read.Row(y), Place(piece.X - scaling.Area.X, piece.Y - scaling.Area.Y + y));
            }
        }

        _bottom = bottom;
        // The network takes a while for these rows, beside which tens of megabytes of blocks would lie.
        slide.Rest();
    }

    public void Fill(PixelRectangle window, Span<float> planes)
    {
        int area = window.Width * window.Height;
        Span<byte> row = new byte[window.Width * Channels];
        for (int y = 0; y < window.Height; y++)
        {
            _rows.Read(row, Place(window.X, window.Y + y));
            for (int channel = 0; channel < Channels; channel++)
            {
                Scale(row[channel..], scaling.Tables[channel], planes.Slice((channel * area) + (y * window.Width), window.Width));
            }

            if (scaling.KeepsBlack)
            {
                Blacken(row, planes[(y * window.Width)..], area);
            }
        }
    }

    public void Dispose() => _rows.Dispose();

    private long Place(int x, int y) => (((long)(y % _height) * Size.Width) + x) * Channels;

    private void Scale(ReadOnlySpan<byte> samples, float[] table, Span<float> target)
    {
        for (int x = 0, at = 0; x < target.Length; x++, at += Channels)
        {
            target[x] = table[samples[at]];
        }
    }

    private void Blacken(ReadOnlySpan<byte> row, Span<float> planes, int area)
    {
        for (int x = 0; x < row.Length / Channels; x++)
        {
            if (row.Slice(x * Channels, Channels).ContainsAnyExcept((byte)0))
            {
                continue;
            }

            for (int channel = 0; channel < Channels; channel++)
            {
                planes[(channel * area) + x] = 0;
            }
        }
    }
}
