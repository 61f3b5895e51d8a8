namespace Marrow.Slides;

/// <summary>Work on a thread of its own, for what waits for others: the pool has as many threads as processors, and gets another one after half a second.</summary>
public static class OwnThread
{
    /// <exception cref="OperationCanceledException">On the result, where it was cancelled before it began.</exception>
    public static Task<T> Run<T>(Func<T> work, CancellationToken token = default) =>
        Task.Factory.StartNew(work, token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc cref="Run{T}"/>
    public static Task Run(Action work, CancellationToken token = default) =>
        Task.Factory.StartNew(work, token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
