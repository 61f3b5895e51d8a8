using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>Refuses a mask that is no mask before it decides a result.</summary>
internal static class MaskFile
{
    /// <exception cref="SlideFormatException">The picture has more than two values: it is a photograph, or a JPEG has blurred it.</exception>
    public static void Check(string path)
    {
        bool[] isPresent = new bool[256];
        foreach (byte value in PictureFile.ReadGray(path).Samples)
        {
            isPresent[value] = true;
        }

        int values = isPresent.Count(present => present);
        if (values > 2)
        {
            throw new SlideFormatException(path, $"has {values} different values; a mask has two, 0 outside and one other inside, and is not saved as JPEG");
        }
    }
}
