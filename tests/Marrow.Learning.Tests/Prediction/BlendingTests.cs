using FsCheck;
using FsCheck.Fluent;
using Marrow.Imaging;

namespace Marrow.Learning.Tests;

/// <summary>The sliding window with a network that is known: it gives back what it sees.</summary>
public class BlendingTests
{
    [Fact]
    public void Blending_what_a_window_shows_gives_the_picture_back() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(5, 300).ToArbitrary(), Gen.Choose(5, 90).ToArbitrary(), Gen.Choose(20, 100).ToArbitrary(),
        (width, height, percent) =>
        {
            Planes picture = Noise(width, height);
            float[] seen = Run(picture, new Echo(members: 1), percent / 100.0, workers: 2, roundsToHalf: false);
            return picture.Values.Zip(seen.Take(picture.Values.Length)).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5f);
        }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_do_not_change_a_bit(bool roundsToHalf)
    {
        Planes picture = Noise(97, 71);
        float[] one = Run(picture, new Echo(members: 2), 0.5, workers: 1, roundsToHalf);
        Assert.Equal(one, Run(picture, new Echo(members: 2), 0.5, workers: 5, roundsToHalf));
    }

    [Fact]
    public void Folds_are_averaged()
    {
        Planes picture = Noise(40, 40);
        float[] mean = Run(picture, new Echo(members: 3), 0.5, workers: 1, roundsToHalf: false);
        // Member m gives the picture plus m, so three of them give it plus one.
        Assert.All(picture.Values.Zip(mean), pair => Assert.Equal(pair.First + 1, pair.Second, 1e-5f));
    }

    [Fact]
    public void Left_out_windows_change_nothing_where_others_look()
    {
        Planes picture = Noise(97, 71);
        float[] all = Run(picture, new Echo(members: 1), 0.5, workers: 2, roundsToHalf: false);
        float[] some = Run(picture, new Echo(members: 1), 0.5, workers: 2, roundsToHalf: false, window => window.X > 0);
        for (int i = 0; i < 71 * 97; i++)
        {
            // The second column of windows starts at 11 and the first ends at 24.
            if (i % 97 >= 24)
            {
                Assert.Equal(all[i], some[i]);
            }
        }
    }

    // Of sums in memory: all, none, and an odd number.
    [Theory]
    [InlineData(1 << 20, false)]
    [InlineData(0, false)]
    [InlineData(777, false)]
    [InlineData(1 << 20, true)]
    [InlineData(0, true)]
    [InlineData(777, true)]
    public void Windows_are_summed_in_reading_order_wherever_sums_wait(long inMemory, bool roundsToHalf)
    {
        using var folder = new TemporaryFolder();
        foreach (double step in new[] { 0.3, 0.5, 0.7, 1 })
        {
            Planes picture = Noise(197, 71);
            Func<PixelRectangle, bool> isNeeded = window => (window.X + (3 * window.Y)) % 5 < 3;
            float[] blended = Run(picture, new Echo(members: 1), step, workers: 2, roundsToHalf, isNeeded, new SpillLimit(inMemory, folder.Path));
            Assert.Equal(Summed(picture, step, roundsToHalf, isNeeded), blended);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    // As it is defined: all windows, one after the other, on two planes as large as the picture.
    private static float[] Summed(Planes picture, double step, bool roundsToHalf, Func<PixelRectangle, bool> isNeeded)
    {
        var window = new PixelSize(24, 16);
        float[] importance = GaussianImportance.Of(window, roundsToHalf), sums = new float[2 * picture.Values.Length], weights = new float[picture.Values.Length];
        float Rounded(float value) => roundsToHalf ? (float)(Half)value : value;
        foreach (PixelRectangle place in SlidingWindow.Windows(picture.Size, window, step).Where(isNeeded))
        {
            for (int i = 0; i < importance.Length; i++)
            {
                int at = ((place.Y + (i / window.Width)) * picture.Width) + place.X + (i % window.Width);
                weights[at] = Rounded(weights[at] + importance[i]);
                foreach ((int head, float sign) in new[] { (0, 1f), (picture.Values.Length, -1f) })
                {
                    float seen = sign * picture.Values[at], before = sums[head + at];
                    sums[head + at] = roundsToHalf ? Rounded(before + (seen * importance[i])) : MathF.FusedMultiplyAdd(seen, importance[i], before);
                }
            }
        }

        return [.. sums.Select((sum, i) => weights[i % weights.Length] is > 0 and float weight ? Rounded(sum / weight) : 0)];
    }

    private static float[] Run(
        Planes picture, Echo network, double step, int workers, bool roundsToHalf, Func<PixelRectangle, bool>? isNeeded = null, SpillLimit? limit = null)
    {
        var padded = new PaddedSource(new PlanesSource(picture), new PixelSize(24, 16));
        var options = new SlidingOptions(new PixelSize(24, 16), step, roundsToHalf, workers);
        using var sliding = new SlidingPrediction(padded, network, limit is null ? options : options with { Spill = limit });
        float[] whole = new float[picture.Values.Length * 2];
        int covered = 0;
        sliding.Run(isNeeded ?? (_ => true), (part, logits) => PaddingCut.Apply(padded, part, logits, (place, values) =>
        {
            covered += (int)place.Size.Area;
            for (int row = 0; row < 2 * place.Height; row++)
            {
                int at = (row / place.Height * picture.Values.Length) + ((place.Y + (row % place.Height)) * picture.Width) + place.X;
                values.AsSpan(row * place.Width, place.Width).CopyTo(whole.AsSpan(at));
            }
        }), CancellationToken.None);
        Assert.Equal(picture.Width * picture.Height, covered);
        return whole;
    }

    private static Planes Noise(int width, int height)
    {
        var random = new MersenneTwister(7);
        return new Planes(1, width, height, Enumerable.Range(0, width * height).Select(_ => random.NextUpTo(1000) / 1000f).ToArray());
    }

    private sealed class Echo(int members) : IWindowNetwork
    {
        public int Heads => 2;

        public int Members => members;

        public void Predict(int member, ReadOnlySpan<float> window, PixelSize size, Span<float> logits, CancellationToken token)
        {
            for (int i = 0; i < window.Length; i++)
            {
                logits[i] = window[i] + member;
                logits[window.Length + i] = -window[i];
            }
        }
    }
}
