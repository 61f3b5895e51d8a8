using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>Applies filters to all planes alike, one image type at a time.</summary>
internal static class Filtering
{
    public static IEnumerable<(string Prefix, Raster<double>[] Planes)> Each(GreyPicture[] planes, IReadOnlyList<ImageFilter> filters)
    {
        foreach (ImageFilter filter in filters)
        {
            (string Prefix, Raster<double> Picture)[][] results =
                planes.Select(plane => filter.Apply(plane.Samples, plane.Spacing).ToArray()).ToArray();
            for (int type = 0; type < results[0].Length; type++)
            {
                yield return (results[0][type].Prefix, results.Select(result => result[type].Picture).ToArray());
            }
        }
    }
}
