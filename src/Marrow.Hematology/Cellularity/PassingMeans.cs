using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// Means of square blocks of an RGB picture whose pixels pass by once, in pieces of any order and from several threads. Blocks cut by the edge
/// average what they have; rounded half up. Sums are whole numbers, so that neither order nor pieces change a mean.
/// </summary>
/// <param name="picture">The size of what passes by.</param>
/// <param name="side">Of a block, in pixels: at most <see cref="LargestSide"/>.</param>
/// <param name="target">RGB; its upper left takes one pixel for each block.</param>
internal sealed class PassingMeans(PixelSize picture, int side, Raster<byte> target)
{
    /// <summary>Its sums still fit an int.</summary>
    public const int LargestSide = 256;

    // Sums of so many columns of as many rows fit 16 bits.
    private const int NarrowSide = 16;

    private readonly int across = (picture.Width + side - 1) / side;
    private readonly Dictionary<int, OpenRow> open = [];
    private readonly Stack<OpenRow> spare = [];
    private long missing = picture.Area;

    public PixelSize Picture => picture;

    /// <summary>Of a block, in pixels.</summary>
    public int Side => side;

    /// <summary>Of the picture of means.</summary>
    public PixelSize Size => new(across, (picture.Height + side - 1) / side);

    /// <summary>Rows of means, RGB one behind the other, as many as there are up to a count; their pixels must have passed.</summary>
    public ReadOnlySpan<byte> Rows(int first, int count)
    {
        if (target.Width != across)
        {
            throw new InvalidOperationException("the means lie in a wider picture");
        }

        return target.Samples.AsSpan(first * across * 3, Math.Min(count, Size.Height - first) * across * 3);
    }

    /// <summary>True once every pixel has passed.</summary>
    public bool IsWhole => Interlocked.Read(ref missing) == 0;

    /// <param name="place">Inside the picture, at most <see cref="ColumnSums.RowLimit"/> rows; no pixel passes twice.</param>
    /// <param name="rgb">Its pixels.</param>
    public void Add(PixelRectangle place, ReadOnlySpan<byte> rgb)
    {
        int stride = place.Width * 3, first = place.X / side, blocks = ((place.Right - 1) / side) - first + 1;
        byte[] columnStorage = ArrayPool<byte>.Shared.Rent((stride * sizeof(ushort)) + sizeof(ulong));
        int[] sums = ArrayPool<int>.Shared.Rent(blocks * 3);
        Span<ushort> columns = MemoryMarshal.Cast<byte, ushort>(columnStorage.AsSpan(0, stride * sizeof(ushort)));
        for (int y = place.Y; y < place.Bottom;)
        {
            int row = y / side, bottom = Math.Min((row + 1) * side, place.Bottom);
            columns.Clear();
            for (int from = y; from < bottom; from++)
            {
                ColumnSums.Add(rgb.Slice((from - place.Y) * stride, stride), columns);
            }

            if (side <= NarrowSide)
            {
                SumNarrowBlocks(columnStorage, place, sums);
            }
            else
            {
                SumBlocks(columns, place.X, sums);
            }

            bool isAllOfIt = place.Width == picture.Width && bottom - y == RowsOf(row);
            if (isAllOfIt)
            {
                Settle(row, sums);
            }
            else
            {
                AddOpen(row, (first, blocks), sums, (long)place.Width * (bottom - y));
            }

            y = bottom;
        }

        ArrayPool<int>.Shared.Return(sums);
        ArrayPool<byte>.Shared.Return(columnStorage);
        if (Interlocked.Add(ref missing, -place.Size.Area) == 0)
        {
            // Rows enough for all threads: with blocks of a few pixels as much as the means themselves.
            spare.Clear();
        }
    }

    private int RowsOf(int row) => Math.Min(side, picture.Height - (row * side));

    /// <summary>Of each block that the columns touch, the sums of its red, green and blue.</summary>
    private void SumBlocks(ReadOnlySpan<ushort> columns, int left, Span<int> sums)
    {
        int block = 0, end = 3 * (side - (left % side));
        for (int i = 0; i < columns.Length; block += 3, end += 3 * side)
        {
            int red = 0, green = 0, blue = 0;
            for (int last = Math.Min(end, columns.Length); i < last; i += 3)
            {
                red += columns[i];
                green += columns[i + 1];
                blue += columns[i + 2];
            }

            (sums[block], sums[block + 1], sums[block + 2]) = (red, green, blue);
        }
    }

    /// <summary>The same for blocks whose sums fit 16 bits: red, green, blue and what follows are added up in one word.</summary>
    /// <param name="columns">With a word of slack behind them.</param>
    private void SumNarrowBlocks(byte[] columns, PixelRectangle place, Span<int> sums)
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(columns);
        int block = 0, end = side - (place.X % side);
        for (int x = 0; x < place.Width; block += 3, end += side)
        {
            ulong sum = 0;
            for (int last = Math.Min(end, place.Width); x < last; x++)
            {
                sum += Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, 3 * sizeof(ushort) * x));
            }

            (sums[block], sums[block + 1], sums[block + 2]) = ((ushort)sum, (ushort)(sum >> 16), (ushort)(sum >> 32));
        }
    }

    private void AddOpen(int row, (int First, int Count) blocks, ReadOnlySpan<int> sums, long pixels)
    {
        OpenRow? of;
        lock (open)
        {
            if (!open.TryGetValue(row, out of))
            {
                of = spare.TryPop(out OpenRow? used) ? used : new OpenRow(across * 3, side <= NarrowSide);
                of.Missing = (long)picture.Width * RowsOf(row);
                open.Add(row, of);
            }
        }

        lock (of)
        {
            of.Add(blocks.First * 3, sums[..(blocks.Count * 3)]);
            of.Missing -= pixels;
            if (of.Missing > 0)
            {
                return;
            }
        }

        int[] whole = ArrayPool<int>.Shared.Rent(across * 3);
        of.Take(whole.AsSpan(0, across * 3));
        Settle(row, whole);
        ArrayPool<int>.Shared.Return(whole);
        lock (open)
        {
            open.Remove(row);
            spare.Push(of);
        }
    }

    /// <summary>Writes a row of means from whole sums.</summary>
    private void Settle(int row, ReadOnlySpan<int> sums)
    {
        Span<byte> means = target.Row(row);
        int count = side * RowsOf(row), whole = picture.Width / side * 3, i = 0;
        // Division by multiplication, exact for sums below 2²⁴ and counts up to 2¹⁶.
        for (ulong reciprocal = (((1UL << 48) - 1) / (ulong)count) + 1; i < whole; i++)
        {
            means[i] = (byte)(((ulong)(sums[i] + (count / 2)) * reciprocal) >> 48);
        }

        for (count = picture.Width % side * RowsOf(row); i < across * 3; i++)
        {
            means[i] = (byte)((sums[i] + (count / 2)) / count);
        }
    }

    /// <summary>A row of blocks of which pixels are missing: sums of its blocks in 16 bits where they fit, for many rows are open at once.</summary>
    private sealed class OpenRow(int count, bool isNarrow)
    {
        private readonly ushort[] narrow = new ushort[isNarrow ? count : 0];
        private readonly int[] wide = new int[isNarrow ? 0 : count];

        public long Missing { get; set; }

        public void Add(int first, ReadOnlySpan<int> sums)
        {
            if (!isNarrow)
            {
                TensorPrimitives.Add(wide.AsSpan(first, sums.Length), sums, wide.AsSpan(first));
                return;
            }

            Span<ushort> own = narrow.AsSpan(first, sums.Length);
            for (int i = 0; i < own.Length; i++)
            {
                own[i] += (ushort)sums[i];
            }
        }

        /// <summary>The sums, which begin at zero again.</summary>
        public void Take(Span<int> sums)
        {
            if (!isNarrow)
            {
                wide.CopyTo(sums);
                Array.Clear(wide);
                return;
            }

            for (int i = 0; i < narrow.Length; i++)
            {
                sums[i] = narrow[i];
            }

            Array.Clear(narrow);
        }
    }
}
