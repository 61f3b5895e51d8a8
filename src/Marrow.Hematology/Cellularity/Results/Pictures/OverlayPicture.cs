using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// The slide with its compartments drawn over it: each filled with its colour at <see cref="CompartmentColors.FillOpacity"/>,
/// with a border of its full colour, and a legend below whose swatches are drawn the same way.
/// </summary>
internal static class OverlayPicture
{
    /// <summary>RGB, neither side over 4,000 pixels.</summary>
    /// <param name="thumbnail">The slide on the grid; drawn over in place.</param>
    /// <param name="labels">The compartments on the grid.</param>
    public static Raster<byte> Draw(Raster<byte> thumbnail, Raster<byte> labels, OverlayLegend legend)
    {
        RgbColor[] means = Means(thumbnail, labels);
        Parallel.For(0, thumbnail.Height, y => DrawRow(thumbnail, labels, y));
        Raster<byte> footer = legend.Draw(thumbnail.Width, means);
        Raster<byte> sheet = new(footer.Width, thumbnail.Height + footer.Height, 3);
        sheet.Samples.AsSpan().Fill(255);
        for (int y = 0; y < thumbnail.Height; y++)
        {
            thumbnail.Row(y).CopyTo(sheet.Row(y));
        }

        footer.Samples.CopyTo(sheet.Samples.AsSpan(thumbnail.Height * sheet.Width * 3));
        return sheet;
    }

    /// <summary>The mean colour of the slide in each compartment, by label; white where it has no cell.</summary>
    private static RgbColor[] Means(Raster<byte> thumbnail, Raster<byte> labels)
    {
        long[] sums = new long[24], counts = new long[8];
        for (int i = 0; i < labels.Samples.Length; i++)
        {
            int label = labels.Samples[i];
            counts[label]++;
            sums[label * 3] += thumbnail.Samples[i * 3];
            sums[(label * 3) + 1] += thumbnail.Samples[(i * 3) + 1];
            sums[(label * 3) + 2] += thumbnail.Samples[(i * 3) + 2];
        }

        byte Mean(int label, int channel) => (byte)((sums[(label * 3) + channel] + (counts[label] / 2)) / counts[label]);
        return Enumerable.Range(0, 8).Select(label => counts[label] == 0 ? RgbColor.White : new RgbColor(Mean(label, 0), Mean(label, 1), Mean(label, 2))).ToArray();
    }

    private static void DrawRow(Raster<byte> picture, Raster<byte> labels, int y)
    {
        Span<byte> row = picture.Row(y);
        for (int x = 0; x < labels.Width; x++)
        {
            Compartment compartment = (Compartment)labels[x, y];
            Span<byte> pixel = row.Slice(x * 3, 3);
            RgbColor slide = new(pixel[0], pixel[1], pixel[2]);
            RgbColor drawn = compartment switch
            {
                Compartment.Glass => slide,
                Compartment.Outside => new RgbColor((byte)(slide.R / 2), (byte)(slide.G / 2), (byte)(slide.B / 2)),
                _ when IsBorder(labels, x, y) => CompartmentColors.Of(compartment),
                _ => CompartmentColors.Blend(CompartmentColors.Of(compartment), slide),
            };
            (pixel[0], pixel[1], pixel[2]) = (drawn.R, drawn.G, drawn.B);
        }
    }

    /// <summary>True where a neighbour is another compartment. Haematopoietic marrow, which surrounds everything else, has its border only towards glass and outside.</summary>
    private static bool IsBorder(Raster<byte> labels, int x, int y)
    {
        byte own = labels[x, y];
        return Differs(labels, x - 1, y, own) || Differs(labels, x + 1, y, own) || Differs(labels, x, y - 1, own) || Differs(labels, x, y + 1, own);
    }

    private static bool Differs(Raster<byte> labels, int x, int y, byte own)
    {
        if (x < 0 || y < 0 || x >= labels.Width || y >= labels.Height)
        {
            return false;
        }

        byte other = labels[x, y];
        return other != own && (own != (byte)Compartment.Haematopoietic || other is (byte)Compartment.Glass or (byte)Compartment.Outside);
    }
}
