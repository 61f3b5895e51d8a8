namespace Marrow.Learning;

/// <summary>Adds up what preprocessed cases take and refuses in words before the machine's memory is gone.</summary>
internal sealed class CaseMemory
{
    /// <summary>The share of the machine's memory that cases may fill; the rest is the network's.</summary>
    private const double Share = 0.6;

    private readonly long limit = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * Share);
    private long used;

    public TrainingCase Count(TrainingCase one)
    {
        used = checked(used + (one.Content.Image.LongLength * sizeof(float)) + (one.Content.Labels.LongLength * sizeof(short)));
        return used <= limit
            ? one
            : throw new InvalidDataException($"the preprocessed cases take more than {limit >> 30} GB of memory; cut the pictures into smaller ones");
    }
}
