namespace Marrow.Learning;

/// <summary>
/// Keeps the next batches ready: worker threads fill them ahead of the network, and they come out in order whatever the threads do.
/// Cut and augmented patches of batch n depend only on the seed and n.
/// </summary>
public sealed class BatchFeed : IDisposable
{
    private const int Ahead = 3;
    private readonly Func<int, TrainingPatch[]> fill;
    private readonly CancellationTokenSource stop = new();
    private readonly Queue<Task<TrainingPatch[]>> ready = new();
    private readonly int last;
    private int next;

    /// <param name="sampler">Draws one sample.</param>
    /// <param name="batch">Samples per batch.</param>
    /// <param name="seed">The run's random seed; the stream of a sample is keyed by <paramref name="purpose"/>, batch number and index.</param>
    /// <param name="purpose">Tells streams of one run apart: 0 training, 1 validation.</param>
    /// <param name="batches">Numbers of the first batch and of the one after the last.</param>
    public BatchFeed(PatchSampler sampler, int batch, ulong seed, int purpose, Range batches)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        fill = number => [.. Enumerable.Range(0, batch).Select(index => sampler.Draw(index, batch, new RandomSource(seed, purpose, number, index)))];
        (next, last) = (batches.Start.Value, batches.End.Value);
        while (ready.Count < Ahead && next < last)
        {
            Start();
        }
    }

    /// <summary>The next batch, in order.</summary>
    /// <exception cref="InvalidOperationException">All batches have been taken.</exception>
    public TrainingPatch[] Take()
    {
        TrainingPatch[] batch = ready.Dequeue().GetAwaiter().GetResult();
        if (next < last)
        {
            Start();
        }

        return batch;
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private void Start()
    {
        int number = next++;
        CancellationToken token = stop.Token;
        ready.Enqueue(Task.Run(() => fill(number), token));
    }
}
