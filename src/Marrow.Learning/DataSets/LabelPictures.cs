using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Writes label maps as grey PNG, eight bits a pixel where the labels fit, sixteen where not.</summary>
public static class LabelPictures
{
    public static void Write(string path, LabelMap map)
    {
        if (map.Labels.Max() < 255)
        {
            PictureFile.WritePng(path, new Raster<byte>(map.Width, map.Height, 1, Array.ConvertAll(map.Labels, label => checked((byte)label))));
        }
        else
        {
            PictureFile.WritePng16(path, map);
        }
    }
}
