namespace Marrow.Radiomics;

/// <summary>The part of a region in one plane: its bounding box, row by row, and which pixels of it belong.</summary>
internal sealed class RegionPlane(int width, int height, double[] values, byte[] inside)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>H × W grey values; outside the region they mean nothing.</summary>
    public double[] Values { get; } = values;

    /// <summary>H × W, 1 inside.</summary>
    public byte[] Inside { get; } = inside;

    public int Count { get; } = CountInside(inside);

    private static int CountInside(byte[] inside)
    {
        int count = 0;
        foreach (byte value in inside)
        {
            count += value;
        }

        return count;
    }
}
