namespace Marrow.Hematology;

/// <summary>A parallel loop that takes its numbers one by one in order, as a picture that is decoded from top to bottom wants it.</summary>
internal static class InOrder
{
    /// <summary>Takes 0 to <paramref name="count"/> − 1 on the calling thread and as many others as there are processors; none after a failure.</summary>
    /// <exception cref="AggregateException">What failed, or the cancellation.</exception>
    public static void Each(int count, Action<int> take, CancellationToken token = default)
    {
        int next = -1;
        void Work()
        {
            try
            {
                for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    token.ThrowIfCancellationRequested();
                    take(i);
                }
            }
            catch
            {
                // The others stop before their next one.
                Interlocked.Exchange(ref next, count);
                throw;
            }
        }

        Task[] workers = new Task[Math.Max(1, Math.Min(count, Environment.ProcessorCount))];
        for (int i = 1; i < workers.Length; i++)
        {
            workers[i] = Task.Run(Work, CancellationToken.None);
        }

        workers[0] = new Task(Work);
        workers[0].RunSynchronously(TaskScheduler.Default);
        Task.WaitAll(workers, CancellationToken.None);
    }
}
