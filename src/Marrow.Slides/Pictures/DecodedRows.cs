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
    private byte[]? band;
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
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (decoder is null)
            {
                decoder = new Thread(DecodeAll) { IsBackground = true, Name = "rows" };
                decoder.Start();
            }

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
            while (!isDisposed && decoded < source.Size.Height)
            {
                int count = Math.Min(rowsAtOnce, source.Size.Height - decoded);
                Decode(decoded, count);
                if (decoded + count == source.Size.Height)
                {
                    // What decoding took, tens of megabytes, goes back before what is done with the whole picture begins.
                    source.Dispose();
                    band = null;
                    NativeHeap.GiveBack();
                }

                Announce(() => decoded += count);
            }
        }
        catch (Exception problem) when (problem is SlideFormatException or IOException)
        {
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
        long offset = (long)top * stride;
        if (spill is null)
        {
            source.ReadRows(top, count, new Span<byte>(memory + offset, count * stride));
            return;
        }

        band ??= new byte[rowsAtOnce * stride];
        source.ReadRows(top, count, band.AsSpan(0, count * stride));
        RandomAccess.Write(spill, band.AsSpan(0, count * stride), offset);
    }
}
