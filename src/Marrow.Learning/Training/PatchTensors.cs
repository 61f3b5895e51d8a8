using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>Training patches as tensors: the network's input, and the targets of every output.</summary>
internal static class PatchTensors
{
    /// <summary>N × C × H × W intensities.</summary>
    public static Tensor Images(TrainingPatch[] batch, Device device, MemoryFormat format)
    {
        using Scope scope = new();
        float[] values = [.. batch.SelectMany(patch => patch.Image)];
        Tensor images = Creation.From(values, batch.Length, batch[0].Channels, batch[0].Size.Height, batch[0].Size.Width);
        return scope.Keep(images.To(device).Contiguous(format));
    }

    /// <summary>For each output size the labels (N × 1 × H × W, Int64), or the regions as planes of 0 and 1 (N × R × H × W), the ignored pixels as a last plane.</summary>
    public static Tensor Target(TrainingPatch[] batch, Imaging.PixelSize size, LabelTable labels, Device device)
    {
        using Scope scope = new();
        short[] small = [.. batch.SelectMany(patch => patch.Size == size ? patch.Labels : SupervisionTargets.Shrink(patch.Labels, patch.Size, size))];
        if (!labels.HasRegions)
        {
            Tensor classes = Creation.From(Array.ConvertAll(small, label => (long)label), batch.Length, 1, size.Height, size.Width);
            return scope.Keep(classes.To(device));
        }

        IReadOnlyList<int>[] planes = [.. labels.Foreground.Select(region => region.Labels), .. labels.IgnoreLabel is { } ignored ? new IReadOnlyList<int>[] { [ignored] } : []];
        return scope.Keep(Creation.From(Split(small, batch.Length, planes), batch.Length, planes.Length, size.Height, size.Width).To(device));
    }

    /// <summary>For each sample and region 1 where the label belongs to it.</summary>
    private static float[] Split(short[] labels, int samples, IReadOnlyList<int>[] regions)
    {
        int area = labels.Length / samples;
        var planes = new float[labels.Length * regions.Length];
        for (int at = 0; at < planes.Length; at++)
        {
            int sample = at / (area * regions.Length), region = at / area % regions.Length;
            planes[at] = regions[region].Contains(labels[(sample * area) + (at % area)]) ? 1 : 0;
        }

        return planes;
    }
}
