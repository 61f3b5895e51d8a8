using System.Collections.Concurrent;

namespace Marrow.Learning;

/// <summary>
/// Threads that predict windows, each one window at a time. Not the pool's: native libraries keep what a thread has freed for that thread, and windows
/// that wander over the pool's leave each of them a window's worth.
/// </summary>
internal sealed class WindowThreads : IDisposable
{
    private readonly BlockingCollection<Action> _waiting = [];
    private readonly Thread[] _threads;

    public WindowThreads(int count)
    {
        _threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "windows" };
            _threads[i].Start();
        }
    }

    /// <summary>Work for the next thread that is free, in the order of calls.</summary>
    public Task<T> Run<T>(Func<T> work)
    {
        var task = new Task<T>(work);
        _waiting.Add(() => task.RunSynchronously());
        return task;
    }

    /// <summary>Waits for what was begun, and drops the rest.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        while (_waiting.TryTake(out _))
        {
        }

        Array.ForEach(_threads, thread => thread.Join());
        _waiting.Dispose();
    }

    private void Work()
    {
        foreach (Action work in _waiting.GetConsumingEnumerable())
        {
            work();
        }
    }
}
