using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// Takes the fingerprint of a data set: sizes after the black frame is cut away, and the grey levels of annotated pixels,
/// sampled as nnU-Net samples them (10⁸ draws with replacement over all cases, the same seed for each case), so that the numbers are equal.
/// </summary>
public static class FingerprintExtraction
{
    private const long DrawsInAll = 100_000_000;

    /// <summary>Reads every case once or more; memory stays within about 1 GB of foreground pixels.</summary>
    /// <exception cref="InvalidDataException">No case, a case with other channels than dataset.json says, or no annotated pixel anywhere.</exception>
    /// <exception cref="SlideFormatException">A picture is damaged or pictures do not fit together.</exception>
    public static DataSetFingerprint Of(DataSetFolder folder, CancellationToken token)
    {
        if (folder.Cases.Count == 0)
        {
            throw new InvalidDataException($"{folder.Name}: imagesTr holds no case that ends in _0000{folder.Description.FileEnding}");
        }

        int channels = folder.Description.ChannelNames.Count;
        var memory = new ForegroundMemory(1L << 30);
        ForegroundPixels[] cases = ParallelFailure.Unbundle(() =>
            folder.Cases.AsParallel().AsOrdered().WithCancellation(token).Select(one => ForegroundPixels.Read(one, channels, memory)).ToArray());
        long draws = DrawsInAll / cases.Length;
        var sampler = new ForegroundSampler(cases, draws);
        ChannelIntensity[] intensity = Enumerable.Range(0, channels).Select(channel =>
        {
            token.ThrowIfCancellationRequested();
            return sampler.NextChannel(channel);
        }).ToArray();
        return new DataSetFingerprint(
            cases.Select(_ => new double[] { 999, 1, 1 }).ToArray(),
            cases.Select(one => new[] { 1, one.Size.Height, one.Size.Width }).ToArray(),
            intensity,
            Quantile.Of(cases.Select(one => one.RelativeSize), 0.5));
    }
}
