using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

public sealed class PassingMeansTests
{
    [Theory]
    [InlineData(2, 64, 256)]
    [InlineData(5, 203, 15)]
    [InlineData(5, 64, 16)]
    [InlineData(16, 50, 60)]
    [InlineData(17, 33, 100)]
    [InlineData(256, 203, 20)]
    public void Means_of_blocks_do_not_depend_on_the_pieces_that_pass_by(int side, int pieceWidth, int pieceHeight)
    {
        Raster<byte> picture = new(203, 157, 3);
        new Random(side).NextBytes(picture.Samples);
        picture.Samples.AsSpan(0, 3000).Fill(255);
        // Wider than the blocks, as the overlay's sheet is below a legend.
        Raster<byte> target = new(((picture.Width + side - 1) / side) + 3, (picture.Height + side - 1) / side, 3);
        PassingMeans means = new(picture.Size, side, target);
        PixelRectangle[] pieces = Pieces(picture.Size, (pieceWidth, pieceHeight));
        new Random(1).Shuffle(pieces);
        Parallel.ForEach(pieces, piece => means.Add(piece, picture.Crop(piece).Samples));
        Assert.True(means.IsWhole);
        for (int y = 0; y < target.Height; y++)
        {
            for (int x = 0; x < target.Width - 3; x++)
            {
                Assert.Equal(Mean(picture, side, (x, y)), target.Row(y).Slice(x * 3, 3).ToArray());
            }

            Assert.True(target.Row(y)[^9..].IndexOfAnyExcept((byte)0) < 0);
        }
    }

    [Fact]
    public void A_picture_of_which_a_piece_is_missing_is_not_whole()
    {
        Raster<byte> picture = new(20, 20, 3);
        PassingMeans means = new(picture.Size, 5, new Raster<byte>(4, 4, 3));
        PixelRectangle upper = new(0, 0, 20, 19);
        means.Add(upper, picture.Crop(upper).Samples);
        Assert.False(means.IsWhole);
    }

    private static PixelRectangle[] Pieces(PixelSize size, (int Width, int Height) piece)
    {
        List<PixelRectangle> pieces = [];
        for (int y = 0; y < size.Height; y += piece.Height)
        {
            for (int x = 0; x < size.Width; x += piece.Width)
            {
                pieces.Add(new PixelRectangle(x, y, piece.Width, piece.Height).Intersect(new PixelRectangle(0, 0, size.Width, size.Height)));
            }
        }

        return [.. pieces];
    }

    private static byte[] Mean(Raster<byte> picture, int side, (int X, int Y) block)
    {
        PixelRectangle area = new PixelRectangle(block.X * side, block.Y * side, side, side).Intersect(new PixelRectangle(0, 0, picture.Width, picture.Height));
        byte[] samples = picture.Crop(area).Samples;
        long count = area.Size.Area;
        return [.. Enumerable.Range(0, 3).Select(channel => (byte)((samples.Where((_, i) => i % 3 == channel).Sum(sample => (long)sample) + (count / 2)) / count))];
    }
}
