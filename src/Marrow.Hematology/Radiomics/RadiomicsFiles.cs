using Marrow.Imaging;
using Marrow.Radiomics;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Takes radiomics features of files: pictures (PNG, JPEG, TIFF, BMP) and volumes (NRRD, NIfTI) with masks of the same size.</summary>
public static class RadiomicsFiles
{
    private static readonly string[] VolumeEndings = [".nrrd", ".nii", ".nii.gz"];

    /// <summary>Measures one picture or volume in the regions of its mask.</summary>
    /// <exception cref="SlideFormatException">A file cannot be used, or the mask has another size than the picture.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RadiomicsTable Measure(string image, string mask, RadiomicsInput input, RadiomicsOptions options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        return IsVolume(image) ? MeasureVolume(image, mask, input, options, token) : MeasurePicture(image, mask, input, options, token);
    }

    private static RadiomicsTable MeasurePicture(string image, string mask, RadiomicsInput input, RadiomicsOptions options, CancellationToken token)
    {
        Raster<float> samples = PictureFile.ReadSamples(image);
        GreyPicture grey = samples.Channels == 1
            ? GreyReduction.Samples(samples)
            : GreyReduction.Reduce(PictureFile.ReadUncutRgb(image), input.Grey);
        grey = input.Resolution is { } resolution ? grey with { Spacing = new PixelSpacing(resolution.Value, resolution.Value) } : grey;
        if (input.IsLabelMap)
        {
            LabelMap labels = PictureFile.ReadLabels(mask);
            CheckSize(mask, labels.Size.ToString(), grey.Samples.Size.ToString());
            return RegionFeatures.Measure(grey, labels, options, token);
        }

        Mask region = PictureFile.ReadMask(mask);
        CheckSize(mask, region.Size.ToString(), grey.Samples.Size.ToString());
        return RegionFeatures.Measure(grey, region, options, token);
    }

    private static RadiomicsTable MeasureVolume(string image, string mask, RadiomicsInput input, RadiomicsOptions options, CancellationToken token)
    {
        if (options.Resampling is not null)
        {
            throw new SlideFormatException(image, "is a stack of planes, and stacks are not resampled");
        }

        if (input.Resolution is not null)
        {
            throw new SlideFormatException(image, "carries its own spacing, which a given resolution would contradict");
        }

        (Volume volume, Volume labels) = (ReadVolume(image), ReadVolume(mask));
        CheckSize(mask, Size(labels), Size(volume));
        IReadOnlyList<GreyPicture> planes = GreyReduction.Planes(volume);
        if (!input.IsLabelMap)
        {
            return RegionFeatures.MeasureStack(planes, Masks(labels, value => value != 0), options, token);
        }

        RadiomicsTable[] tables = labels.Samples.Where(value => value > 0).Distinct().Order()
            .Select(label => RegionFeatures.MeasureStack(planes, Masks(labels, value => value == label), options, token) is var table
                ? table with { Rows = [table.Rows[0] with { Label = (int)label }] }
                : throw new InvalidOperationException("a stack without a table")).ToArray();
        return tables.Length > 0
            ? tables[0] with { Rows = tables.SelectMany(table => table.Rows).ToArray() }
            : RegionFeatures.MeasureStack(planes, Masks(labels, _ => false), options, token) with { Rows = [] };
    }

    private static Volume ReadVolume(string path) =>
        path.EndsWith(".nrrd", StringComparison.OrdinalIgnoreCase) ? Nrrd.Read(path)
        : IsVolume(path) ? Nifti.Read(path)
        : throw new SlideFormatException(path, "is not a volume (.nrrd, .nii, .nii.gz), as its image is");

    private static bool IsVolume(string path) =>
        VolumeEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static Mask[] Masks(Volume labels, Func<float, bool> isInside) => Enumerable.Range(0, labels.Depth)
        .Select(z => new Mask(labels.Width, labels.Height, Array.ConvertAll(labels.Plane(z).ToArray(), value => isInside(value) ? (byte)1 : (byte)0))).ToArray();

    private static string Size(Volume volume) => $"{volume.Width}×{volume.Height}×{volume.Depth}";

    private static void CheckSize(string mask, string maskSize, string imageSize)
    {
        if (maskSize != imageSize)
        {
            throw new SlideFormatException(mask, $"is {maskSize}, its image {imageSize}");
        }
    }
}
