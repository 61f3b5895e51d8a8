using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Reads the pictures of a case; every channel file of a case has the same size.</summary>
public static class CaseReader
{
    /// <summary>All channels of a case, in file order; a colour file gives three, or one where that is wanted and it is a palette of greys.</summary>
    /// <param name="wanted">How many channels the data set or the model names; the case may have others.</param>
    /// <exception cref="SlideFormatException">A file is damaged, or another size than the first, or holds NaN.</exception>
    /// <exception cref="IOException">A file is missing.</exception>
    public static Planes ReadImages(DataSetCase one, int wanted)
    {
        Raster<float>[] pictures = one.Images.Select(PictureFile.ReadSamples).ToArray();
        if (pictures.Sum(picture => picture.Channels) > wanted)
        {
            pictures = pictures.Select((picture, i) => PictureFile.GrayOfPalette(one.Images[i], picture) ?? picture).ToArray();
        }

        for (int i = 0; i < pictures.Length; i++)
        {
            if (pictures[i].Size != pictures[0].Size)
            {
                throw new SlideFormatException(one.Images[i], $"is {pictures[i].Size}, but {Path.GetFileName(one.Images[0])} is {pictures[0].Size}");
            }

            if (pictures[i].Samples.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                throw new SlideFormatException(one.Images[i], "holds a sample that is not a number or infinite");
            }
        }

        var planes = new Planes(pictures.Sum(picture => picture.Channels), pictures[0].Width, pictures[0].Height);
        int first = 0;
        foreach (Raster<float> picture in pictures)
        {
            planes.Put(first, picture);
            first += picture.Channels;
        }

        return planes;
    }

    /// <summary>The labels of a case.</summary>
    /// <exception cref="SlideFormatException">The file is damaged or not a label picture, or of another size than the case's pictures.</exception>
    public static LabelMap ReadLabels(DataSetCase one, PixelSize wanted)
    {
        string path = one.Label ?? throw new InvalidOperationException($"the case {one.Name} has no labels");
        LabelMap labels = PictureFile.ReadLabels(path);
        return labels.Size == wanted ? labels : throw new SlideFormatException(path, $"is {labels.Size}, but its picture is {wanted}");
    }
}
