using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Windows of a slide that is never whole in memory: keeps the rows of one row of windows, as bytes, and scales while it cuts.</summary>
internal sealed class SlideSource(SlideRows slide, SlideScaling scaling) : IWindowSource
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
            slide.Read(area).Samples.CopyTo(_rows, (_bottom - _top) * Stride);
            _bottom += count;
        }

        // The network takes a while for these rows, beside which tens of megabytes of blocks would lie.
        slide.Rest();
    }

    public void Fill(PixelRectangle window, Span<float> planes)
    {
        int area = window.Width * window.Height;
        for (int y = 0; y < window.Height; y++)
        {
            ReadOnlySpan<byte> row = _rows.AsSpan(((window.Y + y - _top) * Stride) + (window.X * Channels), window.Width * Channels);
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
