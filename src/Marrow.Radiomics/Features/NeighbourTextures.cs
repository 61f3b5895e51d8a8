namespace Marrow.Radiomics;

/// <summary>The two families that look at a pixel's ring of neighbours, measured together.</summary>
internal static class NeighbourTextures
{
    /// <summary>The features of <see cref="Gldm"/> and <see cref="Ngtdm"/>, each in the order of its definitions; NaN where undefined.</summary>
    public static (double[] Dependence, double[] Difference) Measure(TextureInput input)
    {
        FeatureMean dependence = new(Gldm.Definitions.Count), difference = new(Ngtdm.Definitions.Count);
        foreach (LevelPlane[] planes in input.PlaneGroups)
        {
            var sums = new NeighbourSums(input);
            foreach (LevelPlane plane in planes)
            {
                sums.Add(plane);
            }

            dependence.Add(Gldm.Values(sums));
            difference.Add(Ngtdm.Values(sums, input.Present));
        }

        return (dependence.Means(), difference.Means());
    }
}
