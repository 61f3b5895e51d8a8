using Marrow.Imaging;
using Marrow.Tests;

namespace Marrow.Learning.Tests;

/// <summary>The deterministic part of each variation against batchgeneratorsv2 3cb4f07a, run for fixed parameters.</summary>
public class AugmentationReferenceTests
{
    /// <summary>The reference computes in 32-bit floats; planes hold values up to about 10.</summary>
    private const float Tolerance = 1e-5f;

    private static readonly Lazy<Dictionary<string, NumpyArray>> Golden =
        new(() => NumpyFile.ReadAll(SharedData.Path("golden", "nnunet", "augment", "augment.npz")));

    [SharedTheory]
    [InlineData("gamma_inv0_g0.7_1.2_1.5_retain", false)]
    [InlineData("gamma_inv1_g0.7_1.2_1.5_retain", true)]
    public void A_gamma_curve_keeps_mean_and_deviation(string key, bool isInverted) => PerChannel(
        key, [0.7, 1.2, 1.5], (patch, channel, exponent) => Intensities.Gamma(patch.Plane(channel), exponent, isInverted));

    [SharedFact]
    public void Contrast_stays_in_the_range() => PerChannel(
        "contrast_0.75_1.1_1.25", [0.75, 1.1, 1.25], (patch, channel, factor) => Intensities.Stretch(patch.Plane(channel), factor));

    [SharedFact]
    public void Brightness_multiplies() => PerChannel(
        "brightness_0.75_1.1_1.25", [0.75, 1.1, 1.25], (patch, channel, factor) => Intensities.Multiply(patch.Plane(channel), factor));

    [SharedFact]
    public void Low_resolution_shrinks_and_enlarges() => PerChannel(
        "lowres_0.5_0.77_0.93", [0.5, 0.77, 0.93], (patch, channel, scale) => LowResolution.Apply(patch.Plane(channel), patch.Size, scale));

    [SharedFact]
    public void Blur_has_its_own_width_along_each_axis() => PerChannel(
        "blur_0.5,0.8_1.0,0.6_0.7,0.7",
        [0, 1, 2],
        (patch, channel, _) =>
        {
            (double Y, double X)[] sigmas = [(0.5, 0.8), (1.0, 0.6), (0.7, 0.7)];
            GaussianBlur.Apply(patch.Plane(channel), patch.Size, sigmas[channel].Y, sigmas[channel].X);
        });

    [SharedTheory]
    [InlineData("rot0.4", 0.4, 1)]
    [InlineData("rot-2.5", -2.5, 1)]
    [InlineData("scale1.3", 0, 1.3)]
    [InlineData("scale0.75", 0, 0.75)]
    [InlineData("rot0.9_scale1.2", 0.9, 1.2)]
    public void Turning_and_scaling_move_image_and_labels_together(string key, double angle, double scale)
    {
        TrainingPatch patch = new SpatialTransform(angle, scale).Apply(Source(), new PixelSize(64, 64));
        AssertClose(Golden.Value[$"spatial_{key}_image"].Floats, patch.Image);

        Assert.Equal(Golden.Value[$"spatial_{key}_seg"].Doubles, patch.Labels.Select(label => (double)label));
    }

    [SharedFact]
    public void Without_turning_the_centre_is_copied()
    {
        TrainingPatch patch = SpatialTransform.CropCenter(Source(), new PixelSize(64, 64));
        Assert.Equal(Golden.Value["spatial_none_image"].Floats, patch.Image);
        Assert.Equal(Golden.Value["spatial_none_seg"].Doubles, patch.Labels.Select(label => (double)label));
    }

    [SharedFact]
    public void Targets_of_deep_supervision_are_the_reference_ones()
    {
        Dictionary<string, NumpyArray> targets = NumpyFile.ReadAll(SharedData.Path("golden", "nnunet", "training", "ds_targets_it0.npz"));
        short[] full = Array.ConvertAll(targets["t0"].Doubles[..(128 * 128)], value => (short)value);
        foreach ((string key, int side) in new[] { ("t1", 64), ("t2", 32) })
        {
            short[] small = SupervisionTargets.Shrink(full, new PixelSize(128, 128), new PixelSize(side, side));
            Assert.Equal(targets[key].Doubles[..(side * side)], small.Select(label => (double)label));
        }
    }

    [Theory]
    [InlineData(128, 128, Math.PI / 12, 184, 150)]
    [InlineData(128, 128, Math.PI, 150, 150)]
    [InlineData(512, 640, Math.PI / 12, 776, 752)]
    [InlineData(1280, 1024, Math.PI / 12, 1766, 1204)]
    [InlineData(1280, 1024, Math.PI, 1505, 1505)]
    [InlineData(64, 256, Math.PI / 12, 150, 301)]
    public void The_cut_out_is_as_large_as_the_reference_takes_it(int height, int width, double limit, int wantedHeight, int wantedWidth) =>
        Assert.Equal(new PixelSize(wantedWidth, wantedHeight), InitialPatchSize.For(new PixelSize(width, height), limit));

    private static void PerChannel(string key, double[] parameters, Action<TrainingPatch, int, double> vary)
    {
        TrainingPatch patch = Source();
        for (int channel = 0; channel < parameters.Length; channel++)
        {
            vary(patch, channel, parameters[channel]);
        }

        AssertClose(Golden.Value[key].Floats, patch.Image);
    }

    private static TrainingPatch Source() => new(
        Golden.Value["image"].Floats, Array.ConvertAll(Golden.Value["seg"].Doubles, value => (short)value), new PixelSize(90, 76));

    private static void AssertClose(float[] wanted, float[] got)
    {
        Assert.Equal(wanted.Length, got.Length);
        Assert.True(wanted.Zip(got).Max(pair => Math.Abs(pair.First - pair.Second)) <= Tolerance);
    }
}
