using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Marrow.Slides;

/// <summary>
/// The decoded rows of a picture that can only be decoded from top to bottom: the first read starts a thread that decodes them all,
/// and each read waits for its own; held in memory, or past a limit in a temporary file without a name. Safe for reads from several threads.
/// </summary>
internal sealed unsafe class DecodedRows : IDisposable
{
    private readonly object gate = new();
    private readonly RowSource source;
    private readonly int stride;
    private readonly int rowsAtOnce;
    private readonly byte* memory;
    private readonly SafeFileHandle? spill;
    private byte[]? spare;
    private Task writing = Task.CompletedTask;
    private Thread? decoder;
    private ExceptionDispatchInfo? failure;
    private volatile int decoded;
    private volatile bool isDisposed;

    /// <param name="memoryLimit">The most bytes held in memory.</param>
    public DecodedRows(RowSource source, long memoryLimit)
    {
        this.source = source;
        stride = checked(source.Size.Width * source.Channels);
        rowsAtOnce = RowSource.RowsWithin(stride);
        long bytes = checked((long)stride * source.Size.Height);
        if (bytes <= memoryLimit)
        {
            memory = (byte*)NativeMemory.Alloc((nuint)bytes);
        }
        else
        {
            spill = OpenNameless(bytes);
        }
    }

    /// <summary>Copies part of a row that lies inside the picture; waits until it is decoded.</summary>
    /// <exception cref="SlideFormatException">The file is damaged above it or there.</exception>
    public void Copy(int x, int y, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (y >= decoded)
        {
            WaitFor(y);
        }

        long offset = ((long)y * stride) + ((long)x * source.Channels);
        if (spill is null)
        {
            new ReadOnlySpan<byte>(memory + offset, destination.Length).CopyTo(destination);
        }
        else if (RandomAccess.Read(spill, destination, offset) != destination.Length)
        {
            throw new IOException("the temporary file of a decoded picture cannot be read back");
        }
    }

    /// <summary>Starts the thread that decodes, where none runs yet.</summary>
    public void Begin()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (decoder is null)
            {
                decoder = new Thread(DecodeAll) { IsBackground = true, Name = "rows" };
                decoder.Start();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (isDisposed)
            {
                return;
            }

            isDisposed = true;
            Monitor.PulseAll(gate);
        }

        decoder?.Join();
        source.Dispose();
        spill?.Dispose();
        NativeMemory.Free(memory);
    }

    // Its name is removed at once, so that nothing stays behind however the process ends.
    private static SafeFileHandle OpenNameless(long bytes)
    {
        string path = Path.Combine(Path.GetTempPath(), $"marrow-{Guid.NewGuid():N}.rows");
        SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.None, bytes);
        File.Delete(path);
        return handle;
    }

    private void WaitFor(int y)
    {
        Begin();
        lock (gate)
        {
            while (y >= decoded && failure is null && !isDisposed)
            {
                Monitor.Wait(gate);
            }

            if (y >= decoded)
            {
                failure?.Throw();
                ObjectDisposedException.ThrowIf(true, this);
            }
        }
    }

    // Goes on by itself, so that rows are decoded while others are looked at. A bug ends the process, as on any thread.
    private void DecodeAll()
    {
        try
        {
            for (int top = 0; !isDisposed && top < source.Size.Height; top += rowsAtOnce)
            {
                Decode(top, Math.Min(rowsAtOnce, source.Size.Height - top));
            }

            // What decoding took, tens of megabytes, goes back before what is done with the whole picture begins.
            source.Dispose();
            writing.GetAwaiter().GetResult();
            spare = null;
            NativeHeap.GiveBack();
        }
        catch (Exception problem) when (problem is SlideFormatException or IOException)
        {
            // The rows above it come first.
            ((IAsyncResult)writing).AsyncWaitHandle.WaitOne();
            Announce(() => failure = ExceptionDispatchInfo.Capture(problem));
        }
    }

    private void Announce(Action news)
    {
        lock (gate)
        {
            news();
            Monitor.PulseAll(gate);
        }
    }

    private void Decode(int top, int count)
    {
        int length = count * stride;
        long offset = (long)top * stride;
        if (spill is null)
        {
            source.ReadRows(top, count, new Span<byte>(memory + offset, length));
            Announce(() => decoded = top + count);
            return;
        }

        // One band is written while the next is decoded.
        byte[] band = Interlocked.Exchange(ref spare, null) ?? new byte[rowsAtOnce * stride];
        source.ReadRows(top, count, band.AsSpan(0, length));
        writing.GetAwaiter().GetResult();
        writing = OwnThread.Run(() =>
        {
            RandomAccess.Write(spill, band.AsSpan(0, length), offset);
            spare = band;
            Announce(() => decoded = top + count);
        });
    }
}
