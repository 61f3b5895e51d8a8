namespace Marrow.Slides;

/// <summary>Checks the sides that a volume's header claims before anything is allocated.</summary>
internal static class VolumeSize
{
    /// <summary>The number of samples of one to three sides; missing sides count 1.</summary>
    /// <exception cref="SlideFormatException">A side is not positive or the volume does not fit one array.</exception>
    public static int Count(string path, IReadOnlyList<long> sides)
    {
        Int128 count = 1;
        foreach (long side in sides)
        {
            if (side is < 1 or > int.MaxValue)
            {
                throw new SlideFormatException(path, $"a side of {side} samples is not possible");
            }

            count *= side;
        }

        return count <= Array.MaxLength / 8
            ? (int)count
            : throw new SlideFormatException(path, $"{string.Join('×', sides)} samples do not fit in memory");
    }
}
