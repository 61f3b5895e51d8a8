using Marrow.Imaging;

namespace Marrow.Slides.Tests;

public sealed class IndexedPngWriterTests : IDisposable
{
    private static readonly RgbColor[] Palette = [new(0, 0, 0), new(10, 200, 30), new(255, 255, 0), new(1, 2, 3)];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    private string Target => Path.Combine(folder.FullName, "labels.png");

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(317, 211, 16)]
    [InlineData(70_000, 3, 2)]
    [InlineData(1501, 1500, 700)]
    public void Colours_and_indices_come_back(int width, int height, int band)
    {
        byte[] indices = Indices(width, height);
        Write(width, height, indices, band);
        Assert.Equal(indices.SelectMany(i => new[] { Palette[i].R, Palette[i].G, Palette[i].B }), PictureFile.ReadRgb(Target).Samples);
        Assert.Equal(indices.Select(i => (int)i), PictureFile.ReadLabels(Target).Labels);
        Assert.Equal(indices.Select(i => i > 0 ? (byte)1 : (byte)0), PictureFile.ReadMask(Target).Values);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 4)]
    [InlineData(16, 4)]
    [InlineData(17, 8)]
    public void Fewer_colours_take_fewer_bits(int colours, int bits)
    {
        RgbColor[] palette = [.. Enumerable.Range(0, colours).Select(i => new RgbColor((byte)i, 0, (byte)(255 - i)))];
        byte[] indices = [.. Enumerable.Range(0, 303 * 3).Select(i => (byte)(i * 7 % colours))];
        using (IndexedPngWriter writer = new(Target, new PixelSize(303, 3), palette))
        {
            writer.Append(indices);
            writer.Complete();
        }

        Assert.Equal(bits, File.ReadAllBytes(Target)[24]);
        Assert.Equal(indices.Select(i => (int)i), PictureFile.ReadLabels(Target).Labels);
        Assert.Equal(indices.SelectMany(i => new[] { palette[i].R, palette[i].G, palette[i].B }), PictureFile.ReadRgb(Target).Samples);
    }

    [Fact]
    public void Bands_of_any_height_give_the_same_bytes()
    {
        byte[] indices = Indices(317, 211);
        Write(317, 211, indices, 1);
        byte[] first = File.ReadAllBytes(Target);
        Write(317, 211, indices, 100);
        Assert.Equal(first, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Nothing_is_left_of_a_file_that_is_not_completed()
    {
        using (IndexedPngWriter writer = new(Target, new PixelSize(10, 10), Palette))
        {
            writer.Append(new byte[50]);
            Assert.Equal("5 of 10 rows were written", Assert.Throws<InvalidOperationException>(writer.Complete).Message);
        }

        Assert.Empty(folder.GetFiles());
    }

    [Fact]
    public void An_index_outside_the_palette_is_refused()
    {
        using IndexedPngWriter writer = new(Target, new PixelSize(2, 1), Palette);
        Assert.StartsWith("an index is outside the palette of 4 colours", Assert.Throws<ArgumentException>(() => writer.Append([0, 4])).Message);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static byte[] Indices(int width, int height)
    {
        byte[] indices = new byte[width * height];
        Random random = new(3);
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = i > 0 && random.Next(10) > 0 ? indices[i - 1] : (byte)random.Next(4);
        }

        return indices;
    }

    private void Write(int width, int height, byte[] indices, int band)
    {
        using IndexedPngWriter writer = new(Target, new PixelSize(width, height), Palette);
        foreach (byte[] rows in indices.Chunk(width * band))
        {
            writer.Append(rows);
        }

        writer.Complete();
    }
}
