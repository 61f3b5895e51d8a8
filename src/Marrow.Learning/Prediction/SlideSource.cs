using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Windows of a slide that is never whole in memory: keeps the rows of one row of windows, as bytes, and scales while it cuts.</summary>
internal sealed class SlideSource(Slide slide, int level, SlideScaling scaling) : IWindowSource
{
    private const int RowsAtOnce = 256;

    private byte[] _rows = [];
    private int _top, _bottom;

    public int Channels => scaling.Tables.Length;

    public PixelSize Size => scaling.Area.Size;

    private int Stride => Size.Width * Channels;

    public void Prepare(int top, int bottom)
    {
        int kept = Math.Max(0, _bottom - top);
        byte[] rows = _rows.Length >= (bottom - top) * Stride ? _rows : new byte[checked((bottom - top) * Stride)];
        if (kept > 0)
        {
            Buffer.BlockCopy(_rows, (top - _top) * Stride, rows, 0, kept * Stride);
        }

        (_rows, _top, _bottom) = (rows, top, top + kept);
        while (_bottom < bottom)
        {
            int count = Math.Min(RowsAtOnce, bottom - _bottom);
            var area = new PixelRectangle(scaling.Area.X, scaling.Area.Y + _bottom, Size.Width, count);
            SlideRows.Read(slide, level, area, Channels).Samples.CopyTo(_rows, (_bottom - _top) * Stride);
            _bottom += count;
        }
    }

    public void Fill(PixelRectangle window, Span<float> planes)
    {
        int area = window.Width * window.Height;
        for (int channel = 0; channel < Channels; channel++)
        {
            float[] table = scaling.Tables[channel];
            Span<float> plane = planes.Slice(channel * area, area);
            for (int y = 0; y < window.Height; y++)
            {
                int at = ((window.Y + y - _top) * Stride) + (window.X * Channels);
                for (int x = 0; x < window.Width; x++, at += Channels)
                {
                    plane[(y * window.Width) + x] = scaling.KeepsBlack && IsBlack(at) ? 0 : table[_rows[at + channel]];
                }
            }
        }
    }

    private bool IsBlack(int at) => _rows.AsSpan(at, Channels).IndexOfAnyExcept((byte)0) < 0;
}
