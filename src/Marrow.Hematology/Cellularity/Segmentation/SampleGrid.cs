using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Tiles of a slide that cover its coarse view evenly and of which some are looked at in full size; they are numbered row by row.</summary>
internal readonly record struct SampleGrid(PixelSize Size, int Columns, int Rows)
{
    private const int TileSide = 640;

    public static SampleGrid Of(PixelSize size) =>
        new(size, Math.Max(1, (size.Width + TileSide - 1) / TileSide), Math.Max(1, (size.Height + TileSide - 1) / TileSide));

    public int Count => Rows * Columns;

    /// <summary>Where a tile lies, in level-0 pixels.</summary>
    public PixelRectangle Tile(int index)
    {
        int x = (int)((long)Size.Width * (index % Columns) / Columns), y = Top(index / Columns);
        return new PixelRectangle(x, y, Math.Min(TileSide, Size.Width - x), Math.Min(TileSide, Size.Height - y));
    }

    /// <summary>The first row of pixels of a row of tiles.</summary>
    public int Top(int row) => (int)((long)Size.Height * row / Rows);

    /// <summary>Mean step between neighbours in the view's green.</summary>
    public static double Texture(CoarseView view, PixelRectangle place)
    {
        int left = (int)(place.X / view.Downsample), top = (int)(place.Y / view.Downsample);
        int right = Math.Min(view.Rgb.Width - 1, (int)(place.Right / view.Downsample)), bottom = Math.Min(view.Rgb.Height, (int)(place.Bottom / view.Downsample));
        long sum = 0, count = 1;
        for (int y = top; y < bottom && left < right; y++)
        {
            sum += GreenSteps(view.Rgb.Row(y)[(left * 3)..((right + 1) * 3)]);
            count += right - left;
        }

        return sum / (double)count;
    }

    /// <summary>The sum of steps between neighbours in the green of a row of RGB.</summary>
    private static long GreenSteps(ReadOnlySpan<byte> row)
    {
        long sum = 0;
        int i = 0;
        // Sixteen pixels are three whole vectors; every third step in them is one of green.
        var third = Vector128.Create((byte)0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0);
        var first = Vector128.Create((byte)255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255);
        var second = Vector128.Create((byte)0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0);
        for (; i + 48 + 3 <= row.Length; i += 48)
        {
            Vector128<ushort> steps = Steps(row[i..], second) + Steps(row[(i + 16)..], first) + Steps(row[(i + 32)..], third);
            sum += Vector128.Sum(steps);
        }

        for (i++; i + 3 < row.Length; i += 3)
        {
            sum += Math.Abs(row[i] - row[i + 3]);
        }

        return sum;
    }

    /// <summary>Sums of two of sixteen steps each, of those that count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Steps(ReadOnlySpan<byte> row, Vector128<byte> counted)
    {
        Vector128<byte> a = Vector128.Create(row), b = Vector128.Create(row[3..]), step = Vector128.Max(a, b) - Vector128.Min(a, b);
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(step & counted);
        return low + high;
    }
}
