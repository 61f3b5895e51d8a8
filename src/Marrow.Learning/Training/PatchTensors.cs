using System.Numerics.Tensors;
using Marrow.Torch;
using Tensor = Marrow.Torch.Tensor;

namespace Marrow.Learning;

/// <summary>Training patches as tensors: the network's input, and the targets of every output.</summary>
internal static class PatchTensors
{
    /// <summary>N × C × H × W intensities.</summary>
    public static Tensor Images(TrainingPatch[] batch, Device device, MemoryFormat format)
    {
        using Scope scope = new();
        Tensor images = Creation.Empty([batch.Length, batch[0].Channels, batch[0].Size.Height, batch[0].Size.Width]);
        Span<float> values = images.Memory<float>();
        foreach (TrainingPatch patch in batch)
        {
            patch.Image.CopyTo(values);
            values = values[patch.Image.Length..];
        }

        return scope.Keep(images.To(device).Contiguous(format));
    }

    /// <summary>For each output size the labels (N × 1 × H × W, Int64), or the regions as planes of 0 and 1 (N × R × H × W), the ignored pixels as a last plane.</summary>
    public static Tensor Target(TrainingPatch[] batch, Imaging.PixelSize size, LabelTable labels, Device device)
    {
        using Scope scope = new();
        short[][] shrunk = Array.ConvertAll(batch, patch => patch.Size == size ? patch.Labels : SupervisionTargets.Shrink(patch.Labels, patch.Size, size));
        if (!labels.HasRegions)
        {
            Tensor classes = Creation.Empty([batch.Length, 1, size.Height, size.Width], ElementType.Int64);
            Span<long> values = classes.Memory<long>();
            foreach (short[] own in shrunk)
            {
                TensorPrimitives.ConvertTruncating<short, long>(own, values);
                values = values[own.Length..];
            }

            return scope.Keep(classes.To(device));
        }

        short[] small = [.. shrunk.SelectMany(own => own)];
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
