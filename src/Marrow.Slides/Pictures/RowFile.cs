using System.Runtime.ExceptionServices;

namespace Marrow.Slides;

/// <summary>
/// A temporary file without a name that takes bands of bytes one behind the other: a thread of its own writes one band while the caller
/// makes the next. One thread hands bands over; any may read what was announced.
/// </summary>
internal sealed class RowFile : IDisposable
{
    private const int Bands = 2;

    private readonly object gate = new();
    private readonly ScratchFile file;
    private readonly int bandBytes;
    private readonly Action<long> announce;
    private readonly Stack<byte[]> spare = new(Bands);
    private readonly Queue<(byte[] Band, int Length)> waiting = new(Bands);
    private int made;
    private Thread? writer;
    private ExceptionDispatchInfo? failure;
    private bool isEnding;

    /// <param name="bytes">How many the file will have.</param>
    /// <param name="bandBytes">The most of a band.</param>
    /// <param name="announce">Told how many bytes are in the file, after each band; on the writer's thread.</param>
    /// <exception cref="IOException">The disk of temporary files is full.</exception>
    public RowFile(long bytes, int bandBytes, Action<long> announce)
    {
        (this.bandBytes, this.announce) = (bandBytes, announce);
        file = new ScratchFile(bytes);
    }

    /// <summary>Storage for the next band; waits for a band that is being written.</summary>
    /// <exception cref="IOException">An earlier band could not be written.</exception>
    public byte[] Rent()
    {
        lock (gate)
        {
            while (spare.Count == 0 && made == Bands && failure is null)
            {
                Monitor.Wait(gate);
            }

            failure?.Throw();
            if (spare.TryPop(out byte[]? band))
            {
                return band;
            }

            made++;
            return new byte[bandBytes];
        }
    }

    /// <summary>Appends a band that was rented.</summary>
    public void Append(byte[] band, int length)
    {
        lock (gate)
        {
            waiting.Enqueue((band, length));
            if (writer is null)
            {
                writer = new Thread(WriteAll) { IsBackground = true, Name = "rows to file" };
                writer.Start();
            }

            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits until all is written, and lets go of the storage of bands.</summary>
    /// <exception cref="IOException">A band could not be written.</exception>
    public void Finish()
    {
        Settle();
        spare.Clear();
        failure?.Throw();
    }

    /// <summary>Waits until all is written or a failure is known.</summary>
    public void Settle()
    {
        lock (gate)
        {
            isEnding = true;
            Monitor.PulseAll(gate);
        }

        writer?.Join();
    }

    /// <exception cref="IOException">It cannot be read back.</exception>
    public void Read(Span<byte> destination, long offset) => file.Read(destination, offset);

    public void Dispose()
    {
        Settle();
        // Hundreds of megabytes of pages take the system a while, which nobody has to wait for.
        ThreadPool.UnsafeQueueUserWorkItem(handle => handle.Dispose(), file, preferLocal: false);
    }

    private void WriteAll()
    {
        try
        {
            for (long offset = 0; Next() is { } next; offset += next.Length)
            {
                file.Write(next.Band.AsSpan(0, next.Length), offset);
                lock (gate)
                {
                    spare.Push(next.Band);
                    Monitor.PulseAll(gate);
                }

                announce(offset + next.Length);
            }
        }
        catch (IOException problem)
        {
            lock (gate)
            {
                failure = ExceptionDispatchInfo.Capture(problem);
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>The next band; null when there will be none.</summary>
    private (byte[] Band, int Length)? Next()
    {
        lock (gate)
        {
            while (waiting.Count == 0 && !isEnding)
            {
                Monitor.Wait(gate);
            }

            return waiting.Count > 0 ? waiting.Dequeue() : null;
        }
    }
}
