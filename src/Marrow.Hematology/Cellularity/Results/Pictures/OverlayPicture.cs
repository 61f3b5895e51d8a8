using System.Numerics.Tensors;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// The slide with its compartments drawn over it: each filled with its colour at <see cref="CompartmentColors.FillOpacity"/>,
/// with a border of its full colour, and a legend below whose swatches are drawn the same way.
/// </summary>
internal static class OverlayPicture
{
    private const int BandRows = 64;

    private static readonly byte[][][] Looks = Array.ConvertAll(CompartmentColors.ByValue, LooksOf);

    /// <summary>An RGB sheet, neither side over 4,000 pixels, for a grid and the legend below it; white.</summary>
    public static Raster<byte> Sheet(PixelSize grid)
    {
        PixelSize strip = OverlayLegend.SizeBelow(grid.Width);
        Raster<byte> sheet = new(strip.Width, grid.Height + strip.Height, 3);
        sheet.Samples.AsSpan().Fill(255);
        return sheet;
    }

    /// <summary>Draws over the slide, which lies at the sheet's upper left.</summary>
    /// <param name="sheet">From <see cref="Sheet"/>; a place in it is a place in the grid.</param>
    /// <param name="labels">The compartments on the grid.</param>
    /// <returns>The mean colour that the slide had in each compartment, by label.</returns>
    public static RgbColor[] Fill(Raster<byte> sheet, Raster<byte> labels)
    {
        RgbColor[] means = Means(sheet, labels);
        InOrder.Each(labels.Height, y => DrawRow(sheet, labels, y));
        return means;
    }

    /// <summary>The mean colour of the slide in each compartment, by label; white where it has no cell.</summary>
    private static RgbColor[] Means(Raster<byte> sheet, Raster<byte> labels)
    {
        long[] counts = new long[CompartmentColors.ByValue.Length], sums = new long[3 * counts.Length];
        InOrder.Each((labels.Height + BandRows - 1) / BandRows, band =>
        {
            long[] ownSums = new long[sums.Length], ownCounts = new long[counts.Length];
            for (int y = band * BandRows; y < Math.Min(labels.Height, (band + 1) * BandRows); y++)
            {
                AddRow(sheet.Row(y), labels.Row(y), (ownSums, ownCounts));
            }

            lock (sums)
            {
                TensorPrimitives.Add(sums, ownSums, sums);
                TensorPrimitives.Add(counts, ownCounts, counts);
            }
        });

        byte Mean(int label, int channel) => (byte)((sums[(label * 3) + channel] + (counts[label] / 2)) / counts[label]);
        RgbColor[] means = new RgbColor[counts.Length];
        for (int label = 0; label < means.Length; label++)
        {
            means[label] = counts[label] == 0 ? RgbColor.White : new RgbColor(Mean(label, 0), Mean(label, 1), Mean(label, 2));
        }

        return means;
    }

    private static void AddRow(ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> labels, (long[] Sums, long[] Counts) to)
    {
        for (int x = 0, next; x < labels.Length; x = next)
        {
            int label = labels[x], run = labels[x..].IndexOfAnyExcept(labels[x]);
            next = run < 0 ? labels.Length : x + run;
            // A row's levels fit an int.
            (int red, int green, int blue) = (0, 0, 0);
            for (int i = 3 * x; i < 3 * next; i += 3)
            {
                red += pixels[i];
                green += pixels[i + 1];
                blue += pixels[i + 2];
            }

            to.Counts[label] += next - x;
            to.Sums[label * 3] += red;
            to.Sums[(label * 3) + 1] += green;
            to.Sums[(label * 3) + 2] += blue;
        }
    }

    private static void DrawRow(Raster<byte> picture, Raster<byte> labels, int y)
    {
        Span<byte> row = picture.Row(y);
        ReadOnlySpan<byte> own = labels.Row(y), above = labels.Row(Math.Max(0, y - 1)), below = labels.Row(Math.Min(labels.Height - 1, y + 1));
        for (int x = 0; x < own.Length; x++)
        {
            int label = own[x];
            Span<byte> pixel = row.Slice(x * 3, 3);
            int left = own[Math.Max(0, x - 1)], right = own[Math.Min(own.Length - 1, x + 1)];
            bool isAmongItsOwn = left == label && right == label && above[x] == label && below[x] == label;
            if (!isAmongItsOwn && IsFilled(label) && IsBorder(label, (left, right, above[x], below[x])))
            {
                RgbColor color = CompartmentColors.Of((Compartment)label);
                (pixel[0], pixel[1], pixel[2]) = (color.R, color.G, color.B);
                continue;
            }

            byte[][] looks = Looks[label];
            (pixel[0], pixel[1], pixel[2]) = (looks[0][pixel[0]], looks[1][pixel[1]], looks[2][pixel[2]]);
        }
    }

    /// <summary>How each level of each channel looks under a compartment: filled, as it is (glass), or darkened (outside).</summary>
    private static byte[][] LooksOf(Compartment compartment)
    {
        byte[][] looks = [new byte[256], new byte[256], new byte[256]];
        for (int level = 0; level < 256; level++)
        {
            RgbColor slide = new((byte)level, (byte)level, (byte)level);
            RgbColor drawn = compartment switch
            {
                Compartment.Glass => slide,
                Compartment.Outside => new RgbColor((byte)(level / 2), (byte)(level / 2), (byte)(level / 2)),
                _ => CompartmentColors.Blend(CompartmentColors.Of(compartment), slide),
            };
            (looks[0][level], looks[1][level], looks[2][level]) = (drawn.R, drawn.G, drawn.B);
        }

        return looks;
    }

    private static bool IsFilled(int label) => label is not ((int)Compartment.Outside or (int)Compartment.Glass);

    /// <summary>True where a neighbour is another compartment. Haematopoietic marrow, which surrounds everything else, has its border only towards glass and outside.</summary>
    private static bool IsBorder(int own, (int Left, int Right, int Above, int Below) near) =>
        Ends(own, near.Left) || Ends(own, near.Right) || Ends(own, near.Above) || Ends(own, near.Below);

    private static bool Ends(int own, int other) =>
        other != own && (own != (int)Compartment.Haematopoietic || other is (int)Compartment.Glass or (int)Compartment.Outside);
}
