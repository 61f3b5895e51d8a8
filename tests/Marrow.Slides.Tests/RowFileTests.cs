namespace Marrow.Slides.Tests;

/// <summary>Bands that go to a temporary file come back as they were, and are announced only when they are there.</summary>
public sealed class RowFileTests
{
    [Fact]
    public void Bands_come_back()
    {
        byte[] all = new byte[10_007];
        new Random(3).NextBytes(all);
        long announced = 0;
        bool isOrdered = true;
        RowFile? own = null;
        using RowFile file = own = new(all.Length, 1000, bytes =>
        {
            byte[] there = new byte[bytes];
            own!.Read(there, 0);
            isOrdered &= bytes > announced && there.AsSpan().SequenceEqual(all.AsSpan(0, (int)bytes));
            announced = bytes;
        });
        for (int from = 0; from < all.Length; from += 1000)
        {
            int length = Math.Min(1000, all.Length - from);
            byte[] band = file.Rent();
            all.AsSpan(from, length).CopyTo(band);
            file.Append(band, length);
        }

        file.Finish();
        byte[] part = new byte[4321];
        file.Read(part, 2500);
        Assert.True(isOrdered);
        Assert.Equal(all.Length, announced);
        Assert.Equal(all[2500..(2500 + part.Length)], part);
        Assert.Throws<IOException>(() => file.Read(part, all.Length - 10));
    }

    [Fact]
    public void Whole_rows_of_a_picture_in_a_file_are_read_at_once()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");
        string path = VipsWriter.Write(Path.Combine(folder.FullName, "a.jpg"), TestPicture.Patches(523, 2111), "jpegsave", "Q=90");
        using PictureSlide held = PictureSlide.Open(path, PictureKind.Jpeg), inFile = PictureSlide.Open(path, PictureKind.Jpeg, memoryLimit: 1000);
        foreach ((int top, int rows) in new[] { (0, 2111), (700, 1), (2000, 111), (5, 900) })
        {
            byte[] expected = new byte[523 * rows * 3], found = new byte[expected.Length];
            held.Pass(0, new(0, top, 523, rows), expected);
            inFile.Pass(0, new(0, top, 523, rows), found);
            Assert.Equal(expected, found);
            Assert.Equal(expected[(523 * 3 * (rows - 1))..((523 * 3 * (rows - 1)) + 30)], held.Read(0, new(0, top + rows - 1, 10, 1)).Samples);
        }

        folder.Delete(recursive: true);
    }
}
