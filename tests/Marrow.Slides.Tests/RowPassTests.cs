using Marrow.Imaging;

namespace Marrow.Slides.Tests;

/// <summary>Bands of a picture that passes once are its rows; what was kept is read without decoding, the rest is decoded anew.</summary>
public sealed class RowPassTests : IDisposable
{
    private const int Width = 523, Height = 2111;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("marrow");

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Bands_are_the_rows_of_the_picture_however_often_the_ring_comes_round(int threads)
    {
        string path = Picture();
        using PictureSlide held = PictureSlide.Open(path, PictureKind.Jpeg), passing = PictureSlide.Open(path, PictureKind.Jpeg, memoryLimit: 1000);
        RowPass pass = passing.BeginPass(100)!;
        Assert.Same(pass, passing.BeginPass(100));
        byte[] rows = new byte[Width * Height * 3];
        bool[] hasPassed = new bool[pass.Bands];
        int next = -1;
        Parallel.For(0, threads, _ =>
        {
            for (int band = Interlocked.Increment(ref next); band < pass.Bands; band = Interlocked.Increment(ref next))
            {
                pass.Take(band).CopyTo(rows.AsSpan(band * pass.BandRows * Width * 3));
                lock (hasPassed)
                {
                    hasPassed[band] = true;
                    int first = Array.IndexOf(hasPassed, false);
                    pass.Release(first < 0 ? pass.Bands : first);
                }
            }
        });
        Assert.True(pass.Bands > 20);
        Assert.Equal(held.Read(0, new(0, 0, Width, Height)).Samples, rows);
    }

    [Fact]
    public void Kept_parts_are_read_once_without_decoding_and_others_anew()
    {
        string path = Picture();
        using PictureSlide held = PictureSlide.Open(path, PictureKind.Jpeg), passing = PictureSlide.Open(path, PictureKind.Jpeg, memoryLimit: 1000);
        PixelRectangle kept = new(100, 150, 300, 90), dropped = new(0, 100, 20, 20), other = new(10, 1000, 33, 500);
        using (RowPass pass = passing.BeginPass(200)!)
        {
            for (int band = 0; band * pass.BandRows < kept.Bottom; band++)
            {
                pass.Take(band);
            }

            pass.Keep(kept);
            pass.Keep(dropped);
            pass.Drop(dropped);
        }

        // Nobody could decode it now.
        string away = path + ".away";
        File.Move(path, away);
        Assert.Equal(held.Read(0, kept).Samples, passing.Read(0, kept).Samples);
        File.Move(away, path);
        foreach (PixelRectangle area in new[] { kept, dropped, other })
        {
            Assert.Equal(held.Read(0, area).Samples, passing.Read(0, area).Samples);
        }
    }

    [Fact]
    public void Who_waits_for_a_band_is_told_of_the_end_and_of_damage()
    {
        string path = Picture();
        using PictureSlide passing = PictureSlide.Open(path, PictureKind.Jpeg, memoryLimit: 1000);
        RowPass pass = passing.BeginPass(100)!;
        // Nothing is released, so that the last band never comes.
        Exception? told = null;
        Thread waiting = new(() => told = Record.Exception(() => { pass.Take(pass.Bands - 1); }));
        waiting.Start();
        SpinWait.SpinUntil(() => !waiting.IsAlive || waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        Assert.True(waiting.IsAlive);
        pass.End();
        waiting.Join();
        Assert.IsType<OperationCanceledException>(told, exactMatch: false);
        pass.Dispose();
        Assert.NotSame(pass, passing.BeginPass(100));

        string cut = VipsWriter.Write(In("cut.png"), TestPicture.Noise(Width, Height, 3), "pngsave", "");
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..(Width * Height)]);
        using PictureSlide damaged = PictureSlide.Open(cut, PictureKind.Png, memoryLimit: 1000);
        using RowPass broken = damaged.BeginPass(Height)!;
        Assert.Throws<SlideFormatException>(() => { broken.Take(broken.Bands - 1); });
    }

    [Fact]
    public void Small_and_grey_pictures_and_rings_that_are_too_large_have_none()
    {
        string colour = Picture(), grey = VipsWriter.Write(In("grey.png"), TestPicture.Noise(97, 120, 1), "pngsave", "");
        using PictureSlide held = PictureSlide.Open(colour, PictureKind.Jpeg), small = PictureSlide.Open(colour, PictureKind.Jpeg, memoryLimit: 1000);
        using PictureSlide gray = PictureSlide.Open(grey, PictureKind.Png, memoryLimit: 1000);
        Assert.Null(held.BeginPass(100));
        Assert.Null(gray.BeginPass(100));
        Assert.Null(small.BeginPass(100_000));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string In(string name) => Path.Combine(folder.FullName, name);

    private string Picture() => VipsWriter.Write(In("a.jpg"), TestPicture.Patches(Width, Height), "jpegsave", "Q=90");
}
