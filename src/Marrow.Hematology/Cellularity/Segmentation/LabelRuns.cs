using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Labels kept as runs along their rows: a window that waits for its neighbours takes a twentieth of its pixels.</summary>
internal sealed class LabelRuns
{
    // A run is 16 bits: 3 of label, 13 of length.
    private const int LabelBits = 3, Longest = (1 << (16 - LabelBits)) - 1;

    private readonly ushort[] _runs;
    private readonly int[] _firsts;

    /// <param name="labels">One of 0…7 for each pixel, row by row.</param>
    /// <exception cref="ArgumentException">The labels are no whole rows.</exception>
    public LabelRuns(ReadOnlySpan<byte> labels, PixelSize size)
    {
        if (labels.Length != size.Area)
        {
            throw new ArgumentException($"{labels.Length} labels are not {size}", nameof(labels));
        }

        Size = size;
        _firsts = new int[size.Height];
        List<ushort> runs = new(size.Height * 16);
        for (int y = 0; y < size.Height; y++)
        {
            _firsts[y] = runs.Count;
            Add(labels.Slice(y * size.Width, size.Width), runs);
        }

        _runs = [.. runs];
    }

    public PixelSize Size { get; }

    /// <summary>Writes one row's labels.</summary>
    /// <param name="target">As wide as the labels.</param>
    public void Unpack(int y, Span<byte> target)
    {
        for (int run = _firsts[y]; target.Length > 0; run++)
        {
            int length = _runs[run] >> LabelBits;
            target[..length].Fill((byte)(_runs[run] & ((1 << LabelBits) - 1)));
            target = target[length..];
        }
    }

    private static void Add(ReadOnlySpan<byte> row, List<ushort> runs)
    {
        while (row.Length > 0)
        {
            int end = row.IndexOfAnyExcept(row[0]), length = Math.Min(end < 0 ? row.Length : end, Longest);
            runs.Add(checked((ushort)((length << LabelBits) | row[0])));
            row = row[length..];
        }
    }
}
