namespace Marrow.Learning;

/// <summary>
/// How often a flat network halves its picture, and the kernels that go with it: each axis is halved while it stays at least four pixels long
/// and within a factor of two of the finest spacing.
/// </summary>
/// <param name="Strides">For each stage, y and x; the first is 1, 1.</param>
/// <param name="Kernels">For each stage, y and x.</param>
/// <param name="PatchSize">y and x, padded up to what the halvings divide.</param>
/// <param name="DivisibleBy">2 to the number of halvings, y and x.</param>
internal sealed record NetworkTopology(int[][] Strides, int[][] Kernels, int[] PatchSize, int[] DivisibleBy)
{
    private const int SmallestSide = 4;

    public int StageCount => Strides.Length;

    /// <param name="spacing">y and x.</param>
    /// <param name="patch">y and x; a half pixel can come out of a median.</param>
    public static NetworkTopology For(double[] spacing, double[] patch)
    {
        double[] currentSpacing = [.. spacing], currentSize = [.. patch];
        int[] halvings = [0, 0], kernel = [1, 1];
        List<int[]> strides = [[1, 1]], kernels = [];
        while (AxesToHalve(currentSpacing, currentSize) is { Length: > 0 } axes)
        {
            WidenKernel(kernel, currentSpacing);
            int[] stride = [1, 1];
            foreach (int axis in axes)
            {
                stride[axis] = 2;
                halvings[axis]++;
                currentSpacing[axis] *= 2;
                currentSize[axis] = Math.Ceiling(currentSize[axis] / 2);
            }

            strides.Add(stride);
            kernels.Add([.. kernel]);
        }

        kernels.Add([3, 3]);
        int[] divisor = halvings.Select(count => 1 << count).ToArray();
        int[] padded = patch.Select((side, axis) => (int)(Math.Ceiling(side / divisor[axis]) * divisor[axis])).ToArray();
        return new NetworkTopology([.. strides], [.. kernels], padded, divisor);
    }

    private static int[] AxesToHalve(double[] spacing, double[] size)
    {
        int[] longEnough = Enumerable.Range(0, 2).Where(axis => size[axis] >= 2 * SmallestSide).ToArray();
        if (longEnough.Length == 0)
        {
            return [];
        }

        double finest = longEnough.Min(axis => spacing[axis]);
        int[] similar = longEnough.Where(axis => spacing[axis] / finest < 2).ToArray();
        return similar.Length == 1 && size[similar[0]] < 3 * SmallestSide ? [] : similar;
    }

    private static void WidenKernel(int[] kernel, double[] spacing)
    {
        double finest = spacing.Min();
        for (int axis = 0; axis < 2; axis++)
        {
            kernel[axis] = kernel[axis] == 3 || spacing[axis] / finest < 2 ? 3 : 1;
        }
    }
}
