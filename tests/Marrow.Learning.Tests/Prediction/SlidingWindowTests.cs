using FsCheck;
using FsCheck.Fluent;
using Marrow.Imaging;
using Marrow.Tests;

namespace Marrow.Learning.Tests;

public class SlidingWindowTests
{
    [SharedFact]
    public void Steps_equal_the_reference()
    {
        var cases = PythonJson.Read(SharedData.Path("golden", "nnunet", "sliding", "steps_compact.json"))!.AsArray();
        Assert.NotEmpty(cases);
        foreach (var one in cases)
        {
            for (int axis = 0; axis < 2; axis++)
            {
                int[] expected = one![3]![axis]!.AsArray().Select(item => (int)item!).ToArray();
                Assert.Equal(expected, SlidingWindow.Starts((int)one[0]![axis]!, (int)one[1]![axis]!, (double)one[2]!));
            }
        }
    }

    [Fact]
    public void Windows_cover_every_pixel_and_none_is_there_twice() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 300).ToArbitrary(), Gen.Choose(1, 300).ToArbitrary(), Gen.Choose(1, 100).ToArbitrary(),
        (window, extra, percent) =>
        {
            int[] starts = SlidingWindow.Starts(window + extra, window, percent / 100.0 * 0.9 + 0.1);
            bool covers = starts[0] == 0 && starts[^1] + window == window + extra && starts.Zip(starts.Skip(1)).All(pair => pair.Second <= pair.First + window);
            return covers && (percent < 50 || starts.Distinct().Count() == starts.Length || window < 4);
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_step_outside_its_range_is_refused(double step) =>
        Assert.StartsWith("the step must be above 0 and at most 1", Assert.Throws<ArgumentOutOfRangeException>(() => SlidingWindow.Starts(10, 5, step)).Message);

    [SharedFact]
    public void Gaussian_weights_equal_the_reference_to_the_last_bit()
    {
        Dictionary<string, NumpyArray> golden = NumpyFile.ReadAll(SharedData.Path("golden", "nnunet", "sliding", "gaussian.npz"));
        foreach ((string name, PixelSize size) in new[] { ("64x96", new PixelSize(96, 64)), ("128x128", new PixelSize(128, 128)), ("320x320", new PixelSize(320, 320)) })
        {
            Assert.Equal(golden[$"half_{name}"].Floats, GaussianImportance.Of(size, roundsToHalf: true));
        }

        double[] exact = golden["double_64x96"].Doubles, ours = GaussianImportance.Exact(new PixelSize(96, 64));
        Assert.InRange(exact.Zip(ours, (a, b) => a > 0 && b > 0 ? Math.Abs(a - b) / a : 0).Max(), 0, 1e-12);
        float[] large = GaussianImportance.Of(new PixelSize(1024, 1280), roundsToHalf: true);
        Assert.Equal(golden["half_1280x1024_row640"].Floats, large.AsSpan(640 * 1024, 1024).ToArray());
        Assert.Equal(golden["half_1280x1024_col512"].Floats, Enumerable.Range(0, 1280).Select(y => large[(y * 1024) + 512]));
    }
}
