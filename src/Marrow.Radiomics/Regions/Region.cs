namespace Marrow.Radiomics;

/// <summary>One region, ready to be measured: one plane of a picture, or the planes of a stack that it touches.</summary>
internal sealed class Region
{
    public Region(IReadOnlyList<RegionPlane> planes, PixelSpacing spacing)
    {
        (Planes, Spacing) = (planes.Where(plane => plane.Count > 0).ToArray(), spacing);
        Voxels = Gather(Planes);
    }

    /// <summary>Planes that hold at least one pixel of the region.</summary>
    public IReadOnlyList<RegionPlane> Planes { get; }

    public PixelSpacing Spacing { get; }

    /// <summary>The grey values inside, plane by plane and row by row.</summary>
    public double[] Voxels { get; }

    /// <summary>Why nothing can be measured, or null.</summary>
    public string? Refusal
    {
        get
        {
            int strange = 0;
            foreach (double value in Voxels)
            {
                strange += double.IsFinite(value) ? 0 : 1;
            }

            return Voxels.Length == 0 ? "the region has no pixel"
                : strange > 0 ? $"{strange} of the region's {Voxels.Length} grey values are not finite numbers"
                : null;
        }
    }

    private static double[] Gather(IReadOnlyList<RegionPlane> planes)
    {
        double[] voxels = new double[checked(planes.Sum(plane => plane.Count))];
        int next = 0;
        foreach (RegionPlane plane in planes)
        {
            for (int i = 0; i < plane.Inside.Length; i++)
            {
                if (plane.Inside[i] != 0)
                {
                    voxels[next++] = plane.Values[i];
                }
            }
        }

        return voxels;
    }
}
