namespace Marrow.Radiomics;

/// <summary>Keeps in a region only the pixels whose grey value lies in a closed range.</summary>
/// <param name="Lower">Lower end, in the unit that the mode says.</param>
/// <param name="Upper">Upper end; null leaves the range open.</param>
/// <param name="Mode">What the ends are measured in.</param>
public sealed record Resegmentation(double Lower, double? Upper = null, ResegmentationMode Mode = ResegmentationMode.Absolute)
{
    /// <summary>The range in grey values for one region.</summary>
    internal (double Lower, double Upper) Range(double[] voxels)
    {
        double upper = Upper ?? double.PositiveInfinity;
        (double offset, double unit) = Mode switch
        {
            ResegmentationMode.Absolute => (0, 1),
            ResegmentationMode.RelativeToMaximum => (0, voxels.Max()),
            ResegmentationMode.Deviations => Moments(voxels),
            _ => throw new InvalidOperationException($"no resegmentation mode {Mode}"),
        };
        return (offset + (Lower * unit), Upper is null ? upper : offset + (upper * unit));
    }

    private static (double Mean, double Deviation) Moments(double[] voxels)
    {
        double mean = voxels.Average();
        return (mean, Math.Sqrt(voxels.Sum(value => (value - mean) * (value - mean)) / voxels.Length));
    }
}
