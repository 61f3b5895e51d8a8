using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

public class CompartmentGridTests
{
    [Theory]
    [InlineData(3000, 40, 1)]
    [InlineData(4001, 37, 2)]
    [InlineData(16994, 53, 5)]
    [InlineData(31997, 50, 8)]
    [InlineData(34003, 61, 9)]
    [InlineData(79990, 45, 20)]
    [InlineData(1100001, 300, 276)]
    public void A_cell_has_the_label_of_most_of_its_pixels_and_of_two_alike_the_lower(int width, int height, int factor)
    {
        byte[] labels = Drawn(width * height);
        CompartmentGrid grid = new();
        grid.Begin(new PixelSize(width, height));
        for (int y = 0; y < height; y += 7)
        {
            int rows = Math.Min(7, height - y);
            grid.Write(y, rows, labels.AsSpan(y * width, rows * width));
        }

        Assert.Equal(factor, grid.Grid.Factor);
        for (int y = 0; y < grid.Labels().Height; y++)
        {
            for (int x = 0; x < grid.Labels().Width; x++)
            {
                Assert.Equal(Most(labels, (width, height), (x * factor, y * factor), factor), grid.Labels()[x, y]);
            }
        }
    }

    /// <summary>Runs of labels 0 to 5, as tissue has them, some of one pixel.</summary>
    private static byte[] Drawn(int count)
    {
        Random random = new(7);
        byte[] labels = new byte[count];
        for (int from = 0; from < count;)
        {
            int length = Math.Min(count - from, random.Next(4) == 0 ? 1 : random.Next(2, 60));
            labels.AsSpan(from, length).Fill((byte)random.Next(6));
            from += length;
        }

        return labels;
    }

    private static int Most(byte[] labels, (int Width, int Height) size, (int X, int Y) first, int factor)
    {
        int[] counts = new int[8];
        for (int y = first.Y; y < Math.Min(first.Y + factor, size.Height); y++)
        {
            for (int x = first.X; x < Math.Min(first.X + factor, size.Width); x++)
            {
                counts[labels[(y * size.Width) + x]]++;
            }
        }

        return Array.IndexOf(counts, counts.Max());
    }
}
