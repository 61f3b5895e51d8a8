using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>How often each 8-bit level occurs in each channel of a picture, and where the picture is not black.</summary>
internal sealed class LevelTally(int channels)
{
    private readonly long[][] _all = Enumerable.Range(0, channels).Select(_ => new long[256]).ToArray();
    private long _black;
    private int _left = int.MaxValue, _top = int.MaxValue, _right = -1, _bottom = -1;

    public int Channels => channels;

    /// <summary>Counts a piece that lies at this place.</summary>
    public void Add(Raster<byte> piece, int left, int top)
    {
        for (int y = 0; y < piece.Height; y++)
        {
            ReadOnlySpan<byte> row = piece.Row(y);
            int first = row.IndexOfAnyExcept((byte)0);
            if (first >= 0)
            {
                (_left, _right) = (Math.Min(_left, left + (first / channels)), Math.Max(_right, left + (row.LastIndexOfAnyExcept((byte)0) / channels)));
                (_top, _bottom) = (Math.Min(_top, top + y), Math.Max(_bottom, top + y));
            }

            Count(row);
        }
    }

    /// <summary>The smallest rectangle around all that is not black; the whole picture where all is.</summary>
    public PixelRectangle Area(PixelSize size) =>
        _right < 0 ? new PixelRectangle(0, 0, size.Width, size.Height) : new PixelRectangle(_left, _top, _right - _left + 1, _bottom - _top + 1);

    /// <summary>Counts of one channel inside the rectangle, black pixels there left out where only the others are scaled.</summary>
    public long[] Counts(int channel, bool skipsBlack, PixelRectangle area, PixelSize size)
    {
        long[] counts = [.. _all[channel]];
        counts[0] -= skipsBlack ? _black : size.Area - area.Size.Area;
        return counts;
    }

    private void Count(ReadOnlySpan<byte> row)
    {
        for (int at = 0; at < row.Length; at += channels)
        {
            int any = 0;
            for (int channel = 0; channel < channels; channel++)
            {
                byte level = row[at + channel];
                _all[channel][level]++;
                any |= level;
            }

            _black += any == 0 ? 1 : 0;
        }
    }
}
