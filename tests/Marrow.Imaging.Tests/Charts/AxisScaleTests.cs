using FsCheck;
using FsCheck.Fluent;

namespace Marrow.Imaging.Tests;

public class AxisScaleTests
{
    [Theory]
    [InlineData(0, 97, 0, 100, 20)]
    [InlineData(3, 48, 0, 50, 10)]
    [InlineData(-3.06, 2.76, -4, 4, 2)]
    [InlineData(0.012, 0.019, 0.012, 0.02, 0.002)]
    public void Covers_the_data_with_round_ticks(double low, double high, double minimum, double maximum, double step)
    {
        AxisScale scale = AxisScale.Covering(low, high);
        Assert.Equal((minimum, maximum, step), (Math.Round(scale.Minimum, 9), Math.Round(scale.Maximum, 9), Math.Round(scale.Step, 9)));
    }

    [Fact]
    public void Labels_have_the_decimals_of_the_step()
    {
        Assert.Equal(["0.0", "2.5", "5.0", "7.5", "10.0"], Labels(AxisScale.Covering(0, 10, 4)));
        Assert.Equal(["−20", "0", "20"], Labels(AxisScale.Covering(-20, 20, 2)));
        Assert.Equal(["0", "50,000", "100,000"], Labels(AxisScale.Covering(0, 90000, 2)));
    }

    [Fact]
    public void Every_range_gets_finite_ends_and_few_ticks() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<double>(), ArbMap.Default.ArbFor<double>(), (a, b) =>
        {
            if (Math.Abs(a) > 1e300 || Math.Abs(b) > 1e300)
            {
                return true;
            }

            AxisScale scale = AxisScale.Covering(a, b);
            double low = double.IsFinite(a) ? a : 0, high = double.IsFinite(b) ? b : 1;
            double slack = 1e-6 * scale.Step;
            return scale.Minimum <= Math.Min(low, high) + slack && scale.Maximum >= Math.Max(low, high) - slack && scale.Ticks.Count is >= 2 and <= 12;
        }));

    private static string[] Labels(AxisScale scale) => scale.Ticks.Select(scale.Label).ToArray();
}
