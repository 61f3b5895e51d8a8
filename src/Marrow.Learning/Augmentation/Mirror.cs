namespace Marrow.Learning;

/// <summary>Flips image and labels together.</summary>
internal static class Mirror
{
    /// <summary>Top becomes bottom.</summary>
    public static void Vertical(TrainingPatch patch)
    {
        FlipRows(patch.Labels.AsSpan(), patch.Size.Width);
        for (int channel = 0; channel < patch.Channels; channel++)
        {
            FlipRows(patch.Plane(channel), patch.Size.Width);
        }
    }

    /// <summary>Left becomes right.</summary>
    public static void Horizontal(TrainingPatch patch)
    {
        for (int start = 0; start < patch.Labels.Length; start += patch.Size.Width)
        {
            patch.Labels.AsSpan(start, patch.Size.Width).Reverse();
        }

        for (int start = 0; start < patch.Image.Length; start += patch.Size.Width)
        {
            patch.Image.AsSpan(start, patch.Size.Width).Reverse();
        }
    }

    private static void FlipRows<T>(Span<T> plane, int width)
    {
        plane.Reverse();
        for (int start = 0; start < plane.Length; start += width)
        {
            plane.Slice(start, width).Reverse();
        }
    }
}
