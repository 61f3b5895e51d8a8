using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Which pictures a model is measured on where nobody names them: few enough that measuring takes minutes.</summary>
public static class AgreementPictures
{
    private const int Most = 10;
    private const long MostPixels = 16L << 20;

    /// <summary>Up to ten cases, spread evenly over all, up to 16 megapixels together; of larger ones a single one.</summary>
    /// <exception cref="SlideFormatException">A picture cannot be read.</exception>
    public static IReadOnlyList<DataSetCase> Among(IReadOnlyList<DataSetCase> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        List<DataSetCase> chosen = [];
        long pixels = 0;
        int count = Math.Min(Most, cases.Count);
        for (int i = 0; i < count; i++)
        {
            DataSetCase one = cases[i * cases.Count / count];
            pixels = checked(pixels + SizeOf(one.Images[0]).Area);
            if (chosen.Count > 0 && pixels > MostPixels)
            {
                break;
            }

            chosen.Add(one);
        }

        return chosen;
    }

    /// <summary>From the data set that a model was trained on, where it lies in the raw folder; else none.</summary>
    /// <exception cref="InvalidDataException">Its dataset.json is not usable.</exception>
    public static IReadOnlyList<DataSetCase> OfTraining(SegmentationModel model, DataSetRoots roots)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(roots);
        string folder = Path.Combine(roots.Raw ?? "", model.Plans.DatasetName);
        return roots.Raw is not null && File.Exists(Path.Combine(folder, "dataset.json")) ? Among(DataSetFolder.Open(folder).Cases) : [];
    }

    private static PixelSize SizeOf(string path)
    {
        if (PictureFile.SizeOfSamplesAlone(path) is { } size)
        {
            return size;
        }

        using Slide slide = Slide.Open(path);
        return slide.Size;
    }
}
