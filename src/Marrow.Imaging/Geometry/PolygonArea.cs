namespace Marrow.Imaging;

/// <summary>
/// The pixels whose centre lies inside a set of rings, by the even-odd rule, so that inner rings are holes.
/// Rings are closed by themselves; corners may lie outside the picture and between pixels.
/// </summary>
/// <param name="Rings">Each a list of corners in level-0 pixels.</param>
public sealed record PolygonArea(IReadOnlyList<IReadOnlyList<(double X, double Y)>> Rings)
{
    /// <summary>Sets the mask's bytes to 1 where pixel centres (x + 0.5, y + 0.5) of a row are inside; leaves the others.</summary>
    /// <param name="y">Row of the plane.</param>
    /// <param name="firstX">Column of the first byte.</param>
    /// <param name="row">Bytes to set.</param>
    public void FillRow(int y, int firstX, Span<byte> row)
    {
        List<double> crossings = Crossings(y + 0.5);
        for (int i = 0; i + 1 < crossings.Count; i += 2)
        {
            int from = Column(crossings[i] - firstX, row.Length), to = Column(crossings[i + 1] - firstX, row.Length);
            if (to > from)
            {
                row[from..to].Fill(1);
            }
        }
    }

    /// <summary>The first column whose centre is not left of x, limited to the row.</summary>
    private static int Column(double x, int width) => (int)Math.Clamp(Math.Ceiling(x - 0.5), 0, width);

    private List<double> Crossings(double y)
    {
        List<double> crossings = [];
        foreach (IReadOnlyList<(double X, double Y)> ring in Rings)
        {
            for (int i = 0, j = ring.Count - 1; i < ring.Count; j = i++)
            {
                if (ring[i].Y <= y != ring[j].Y <= y)
                {
                    crossings.Add(ring[i].X + ((y - ring[i].Y) / (ring[j].Y - ring[i].Y) * (ring[j].X - ring[i].X)));
                }
            }
        }

        crossings.Sort();
        return crossings;
    }
}
