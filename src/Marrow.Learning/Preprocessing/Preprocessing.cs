using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// Prepares pictures as a configuration asks: the black frame cut away, every channel scaled, then resampled to the target spacing.
/// The order is nnU-Net's: scaling comes before resampling, so that the outside stays exactly 0.
/// </summary>
public static class Preprocessing
{
    /// <summary>Prepares one picture.</summary>
    /// <param name="labels">The picture's labels, or null for a picture to predict.</param>
    /// <param name="intensities">The data set's grey levels, one for each channel.</param>
    /// <exception cref="ArgumentException">Another number of channels than the configuration has, or labels of another size.</exception>
    /// <exception cref="InvalidDataException">Samples that the scaling cannot take.</exception>
    public static PreprocessedCase Run(Planes picture, LabelMap? labels, PlanConfiguration configuration, IReadOnlyList<ChannelIntensity> intensities)
    {
        if (picture.Channels != configuration.Normalizations.Count)
        {
            throw new ArgumentException($"the picture has {picture.Channels} channels, the plans are for {configuration.Normalizations.Count}", nameof(picture));
        }

        if (labels is not null && labels.Size != picture.Size)
        {
            throw new ArgumentException($"the labels are {labels.Size}, the picture is {picture.Size}", nameof(labels));
        }

        PixelRectangle crop = NonzeroCrop.Find(picture);
        Planes data = picture.Crop(crop);
        byte[] inside = NonzeroCrop.Inside(data);
        short[] seen = Labels(labels, crop, inside);
        ParallelFailure.Unbundle(() => Parallel.For(0, data.Channels, channel =>
        {
            byte[] mask = configuration.UsesMask[channel] ? Mask(seen) : [];
            configuration.Normalizations[channel].Apply(data.Plane(channel), mask, intensities[channel]);
        }));

        PixelSize size = TargetSize(data.Size, configuration.Spacing);
        if (size.Area == 0)
        {
            throw new InvalidDataException($"what is not black is {data.Size}, too small to be resampled to a spacing of {configuration.Spacing[1]:R} × {configuration.Spacing[0]:R}");
        }

        return new PreprocessedCase(PlaneResize.Cubic(data, size), PlaneResize.Labels(seen, data.Size, size), picture.Size, crop);
    }

    /// <summary>The size at the target spacing; pictures themselves have spacing 1.</summary>
    public static PixelSize TargetSize(PixelSize size, IReadOnlyList<double> spacing) =>
        new((int)Math.Round(1 / spacing[1] * size.Width), (int)Math.Round(1 / spacing[0] * size.Height));

    private static short[] Labels(LabelMap? labels, PixelRectangle crop, byte[] inside)
    {
        if (labels is null)
        {
            return Array.ConvertAll(inside, known => known == 0 ? (short)NonzeroCrop.OutsideLabel : (short)0);
        }

        short[] seen = new short[inside.Length];
        for (int i = 0; i < seen.Length; i++)
        {
            int label = labels[crop.X + (i % crop.Width), crop.Y + (i / crop.Width)];
            seen[i] = checked((short)(label == 0 && inside[i] == 0 ? NonzeroCrop.OutsideLabel : label));
        }

        return seen;
    }

    private static byte[] Mask(short[] labels) => Array.ConvertAll(labels, label => label >= 0 ? (byte)1 : (byte)0);
}
