using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// Pieces of marrow too small to have a cellularity: torn off, they are cells or an adipocyte by chance, and are excluded like the tears between them.
/// They are narrower than a window's halo, so that every window that holds a part of one sees it whole.
/// </summary>
internal static class Crumbs
{
    // Two adipocytes of common size side by side, in µm.
    private const double Side = 100;

    /// <param name="labels">A window's compartments; those of crumbs become excluded.</param>
    /// <param name="objects">Its vacuoles; those in crumbs are taken out.</param>
    public static void Exclude(byte[] labels, LabelMap objects, Scene scene)
    {
        var marrow = new Mask(objects.Width, objects.Height);
        for (int i = 0; i < labels.Length; i++)
        {
            marrow.Values[i] = (Compartment)labels[i] is Compartment.Haematopoietic or Compartment.Fat ? (byte)1 : (byte)0;
        }

        Mask crumbs = ConnectedComponents.Small(marrow, scene.Length(Side));
        for (int i = 0; i < labels.Length; i++)
        {
            if (crumbs.Values[i] != 0)
            {
                labels[i] = (byte)Compartment.Excluded;
                objects.Labels[i] = 0;
            }
        }
    }
}
