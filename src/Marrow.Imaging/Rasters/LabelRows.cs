namespace Marrow.Imaging;

/// <summary>
/// Rows of labels of one width, kept as runs: the label in a byte, the run's length in as few groups of seven bits as it needs.
/// Areas of one label a hundred pixels wide take a fiftieth of their pixels.
/// </summary>
public sealed class LabelRows
{
    private readonly List<int> _firsts = [];
    private byte[] _runs;
    private int _used;

    /// <param name="width">Labels in a row.</param>
    public LabelRows(int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        (Width, _runs) = (width, []);
    }

    public int Width { get; }

    /// <summary>Rows taken.</summary>
    public int Height => _firsts.Count;

    /// <summary>Keeps a whole picture, in no more memory than its runs take.</summary>
    /// <param name="labels">Row by row.</param>
    /// <exception cref="ArgumentException">The labels are no whole rows.</exception>
    public static LabelRows Of(ReadOnlySpan<byte> labels, PixelSize size)
    {
        if (labels.Length != size.Area)
        {
            throw new ArgumentException($"{labels.Length} labels are not {size}", nameof(labels));
        }

        LabelRows rows = new(size.Width);
        for (int y = 0; y < size.Height; y++)
        {
            rows.Add(labels.Slice(y * size.Width, size.Width));
        }

        rows._firsts.TrimExcess();
        Array.Resize(ref rows._runs, rows._used);
        return rows;
    }

    /// <summary>Takes the next row.</summary>
    /// <exception cref="ArgumentException">It has another width.</exception>
    public void Add(ReadOnlySpan<byte> row)
    {
        if (row.Length != Width)
        {
            throw new ArgumentException($"a row of {row.Length} labels among rows of {Width}", nameof(row));
        }

        _firsts.Add(_used);
        while (row.Length > 0)
        {
            int end = row.IndexOfAnyExcept(row[0]), length = end < 0 ? row.Length : end;
            Add(row[0], length);
            row = row[length..];
        }
    }

    /// <summary>Writes a row's labels.</summary>
    /// <param name="target">As wide as a row.</param>
    public void Unpack(int y, Span<byte> target)
    {
        for (int at = _firsts[y]; target.Length > 0;)
        {
            byte label = _runs[at++];
            int length = 0, shift = 0;
            for (; _runs[at] >= 128; at++, shift += 7)
            {
                length |= (_runs[at] & 127) << shift;
            }

            length |= _runs[at++] << shift;
            target[..length].Fill(label);
            target = target[length..];
        }
    }

    /// <summary>Forgets all rows; their storage stays for the next ones.</summary>
    public void Clear()
    {
        _firsts.Clear();
        _used = 0;
    }

    private void Add(byte label, int length)
    {
        const int Longest = 6;
        if (_used + Longest > _runs.Length)
        {
            Array.Resize(ref _runs, checked((_runs.Length * 3 / 2) + 64));
        }

        _runs[_used++] = label;
        for (; length >= 128; length >>= 7)
        {
            _runs[_used++] = (byte)(length | 128);
        }

        _runs[_used++] = (byte)length;
    }
}
