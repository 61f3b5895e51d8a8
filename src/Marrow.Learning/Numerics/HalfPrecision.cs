namespace Marrow.Learning;

/// <summary>The rounding of arrays that the reference keeps in 16-bit floats.</summary>
internal static class HalfPrecision
{
    /// <summary>Rounds each value to the nearest 16-bit float, in place.</summary>
    public static void Round(Span<float> values)
    {
        foreach (ref float value in values)
        {
            value = (float)(Half)value;
        }
    }
}
