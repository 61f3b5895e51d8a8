using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>Pixels of each foreground class or region that prediction and truth share, pooled over validation patches.</summary>
internal sealed class PatchScore(LabelTable labels)
{
    private readonly long[] common = new long[labels.Foreground.Count];
    private readonly long[] predicted = new long[labels.Foreground.Count];
    private readonly long[] wanted = new long[labels.Foreground.Count];

    /// <summary>Dice of each class, 2 · common / (predicted + wanted); null where it occurs in neither.</summary>
    public double?[] Dice() =>
        [.. common.Select((shared, i) => predicted[i] + wanted[i] == 0 ? (double?)null : 2.0 * shared / checked(predicted[i] + wanted[i]))];

    /// <summary>Counts one batch.</summary>
    /// <param name="logits">N × K × H × W, full resolution.</param>
    /// <param name="batch">The patches that were shown.</param>
    public void Add(Tensor logits, TrainingPatch[] batch)
    {
        using Scope scope = new();
        short[] truth = [.. batch.SelectMany(patch => patch.Labels)];
        if (labels.HasRegions)
        {
            AddRegions(logits.To(ElementType.Float32).Contiguous().ToArray<float>(), truth, batch.Length);
        }
        else
        {
            AddClasses(logits.ArgumentOfLargest(1).ToArray<long>(), truth);
        }
    }

    private void AddClasses(long[] answers, short[] truth)
    {
        for (int at = 0; at < truth.Length; at++)
        {
            if (truth[at] == labels.IgnoreLabel)
            {
                continue;
            }

            // Foreground labels follow each other from 1, in this order.
            Count((int)answers[at] - 1, truth[at] - 1);
        }
    }

    private void AddRegions(float[] logits, short[] truth, int samples)
    {
        int area = truth.Length / samples, regions = common.Length;
        for (int at = 0; at < logits.Length; at++)
        {
            int sample = at / (area * regions), region = at / area % regions;
            short label = truth[(sample * area) + (at % area)];
            if (label != labels.IgnoreLabel)
            {
                Count(logits[at] > 0 ? region : -1, labels.Foreground[region].Labels.Contains(label) ? region : -1);
            }
        }
    }

    private void Count(int answer, int truth)
    {
        checked
        {
            if (answer >= 0)
            {
                predicted[answer]++;
            }

            if (truth >= 0)
            {
                wanted[truth]++;
                common[truth] += answer == truth ? 1 : 0;
            }
        }
    }
}
