using System.Numerics;

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
            // Nothing times 0 is not 0 but what is not finite.
            Vector<double> zeros = default;
            int whole = Voxels.Length - (Voxels.Length % Vector<double>.Count);
            for (int i = 0; i < whole; i += Vector<double>.Count)
            {
                zeros += new Vector<double>(Voxels, i) * Vector<double>.Zero;
            }

            bool isFinite = zeros == Vector<double>.Zero && Array.TrueForAll(Voxels[whole..], double.IsFinite);
            int strange = isFinite ? 0 : Voxels.Count(value => !double.IsFinite(value));
            return Voxels.Length == 0 ? "the region has no pixel"
                : strange > 0 ? $"{strange} of the region's {Voxels.Length} grey values are not finite numbers"
                : null;
        }
    }

    private static double[] Gather(IReadOnlyList<RegionPlane> planes)
    {
        double[] voxels = GC.AllocateUninitializedArray<double>(checked(planes.Sum(plane => plane.Count)));
        int next = 0;
        foreach (RegionPlane plane in planes)
        {
            int end = 0;
            while (Runs.Next(plane.Inside, (byte)1, ref end, out int first))
            {
                plane.Values.AsSpan(first, end - first).CopyTo(voxels.AsSpan(next));
                next += end - first;
            }
        }

        return voxels;
    }
}
