using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

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
    private byte* memory;
    private RowFile? spill;
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
        IsHeld = checked((long)stride * source.Size.Height) <= memoryLimit;
    }

    /// <summary>True where all rows are held in memory.</summary>
    public bool IsHeld { get; }

    /// <summary>Copies part of a row that lies inside the picture, and whole rows below it where the destination is longer; waits until they are decoded.</summary>
    /// <exception cref="SlideFormatException">The file is damaged above it or there.</exception>
    public void Copy(int x, int y, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        long offset = ((long)y * stride) + ((long)x * source.Channels);
        int last = (int)((offset + destination.Length - 1) / stride);
        if (last >= decoded)
        {
            WaitFor(last);
        }

        if (spill is null)
        {
            new ReadOnlySpan<byte>(memory + offset, destination.Length).CopyTo(destination);
        }
        else
        {
            spill.Read(destination, offset);
        }
    }

    /// <summary>Starts the thread that decodes, where none runs yet.</summary>
    /// <exception cref="IOException">The disk of temporary files is full.</exception>
    public void Begin()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (decoder is null)
            {
                long bytes = (long)stride * source.Size.Height;
                if (IsHeld)
                {
                    memory = NativeHeap.AllocateLarge((nuint)bytes);
                }
                else
                {
                    spill = new RowFile(bytes, rowsAtOnce * stride, written => Announce((int)(written / stride)));
                }

                decoder = new Thread(DecodeAll) { IsBackground = true, Name = "rows" };
                decoder.Start();
            }
        }
    }

    /// <exception cref="SlideFormatException">The file is damaged.</exception>
    public void WaitForAll() => WaitFor(source.Size.Height - 1);

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
        NativeMemory.AlignedFree(memory);
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
            spill?.Finish();
            NativeHeap.GiveBack();
        }
        catch (Exception problem) when (problem is SlideFormatException or IOException)
        {
            // The rows above it come first.
            spill?.Settle();
            lock (gate)
            {
                failure = ExceptionDispatchInfo.Capture(problem);
                Monitor.PulseAll(gate);
            }
        }
    }

    private void Announce(int rows)
    {
        lock (gate)
        {
            decoded = rows;
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
            Announce(top + count);
            return;
        }

        byte[] band = spill.Rent();
        source.ReadRows(top, count, band.AsSpan(0, length));
        spill.Append(band, length);
    }
}
