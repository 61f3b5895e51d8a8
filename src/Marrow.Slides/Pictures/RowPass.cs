using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// A picture that can only be decoded from top to bottom, for those who pass over it once: a thread of its own decodes bands of whole rows
/// into a ring, where each stays until it is released. Parts of it are kept for later where somebody asks for that in time.
/// Safe for several threads that take different bands.
/// </summary>
public sealed unsafe class RowPass : IDisposable
{
    /// <summary>The most pixels of a band of several rows; with what is made of them, small enough for a processor's second cache.</summary>
    public const int BandPixels = 1 << 18;

    // Bands ahead of the slowest reader: enough that the decoder hardly ever waits.
    private const int Ahead = 4;

    private readonly object gate = new();
    private readonly RowSource source;
    private readonly int stride;
    private readonly int capacity;
    private readonly List<Part> kept = [];
    private readonly Thread decoder;
    private byte* memory;
    private int decoded;
    private int released;
    private ExceptionDispatchInfo? failure;
    private bool isOver;

    private RowPass(RowSource source, int capacity)
    {
        (this.source, this.capacity) = (source, capacity);
        stride = checked(source.Size.Width * source.Channels);
        BandRows = RowsOfBand(source.Size.Width);
        memory = NativeHeap.AllocateLarge(checked((nuint)capacity * (nuint)(BandRows * stride)));
        decoder = new Thread(DecodeAll) { IsBackground = true, Name = "rows" };
        decoder.Start();
    }

    /// <summary>Rows of each band but the last.</summary>
    public int BandRows { get; }

    public int Bands => (source.Size.Height + BandRows - 1) / BandRows;

    /// <summary>Begins to decode.</summary>
    /// <param name="source">RGB; the pass closes it.</param>
    /// <param name="rows">Above the band that is taken so many may stay unreleased before decoding waits for them.</param>
    internal static RowPass Begin(RowSource source, int rows) => new(source, BandsFor(source.Size.Width, rows));

    /// <summary>The bytes that wait in memory at most.</summary>
    internal static long RingBytes(int width, int rows) => 3L * width * RowsOfBand(width) * BandsFor(width, rows);

    /// <summary>The rows of a band, W × 3 each, where they lie until the band is released; waits until they are decoded.</summary>
    /// <exception cref="SlideFormatException">The file is damaged above them or there.</exception>
    /// <exception cref="OperationCanceledException">The pass was ended meanwhile.</exception>
    public ReadOnlySpan<byte> Take(int band)
    {
        lock (gate)
        {
            while (band >= decoded && failure is null && !isOver)
            {
                Monitor.Wait(gate);
            }

            if (isOver)
            {
                throw new OperationCanceledException();
            }

            if (band >= decoded)
            {
                failure?.Throw();
            }
        }

        return new ReadOnlySpan<byte>(Slot(band), RowsOf(band) * stride);
    }

    /// <summary>Keeps a copy of a part for one who reads just that from the slide; its rows must be decoded and not released yet.</summary>
    public void Keep(PixelRectangle area)
    {
        Raster<byte> part = new(area.Width, area.Height, 3);
        for (int y = 0; y < area.Height; y++)
        {
            (int band, int row) = Math.DivRem(area.Y + y, BandRows);
            new ReadOnlySpan<byte>(Slot(band) + ((long)row * stride) + (area.X * 3), area.Width * 3).CopyTo(part.Row(y));
        }

        lock (kept)
        {
            kept.Add(new Part(area, part));
        }
    }

    /// <summary>Forgets a kept part.</summary>
    public void Drop(PixelRectangle area) => TakeKept(area);

    /// <summary>Lets go of all bands above one, which are not asked for again; never fewer than before.</summary>
    public void Release(int band)
    {
        lock (gate)
        {
            released = band;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Ends the pass before its time: whoever waits for a band is told so.</summary>
    public void End()
    {
        lock (gate)
        {
            isOver = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Ends the pass and gives its memory back, when nobody looks at a band any more. What was kept stays.</summary>
    public void Dispose()
    {
        End();
        decoder.Join();
        lock (gate)
        {
            NativeMemory.AlignedFree(memory);
            memory = null;
        }
    }

    internal bool IsOver
    {
        get
        {
            lock (gate)
            {
                return isOver;
            }
        }
    }

    internal bool HasDecodedAll
    {
        get
        {
            lock (gate)
            {
                return decoded == Bands;
            }
        }
    }

    /// <summary>Of the picture, once all is decoded.</summary>
    internal string? Doubt => source.Doubt;

    /// <summary>Hands over a kept part; null where there is none.</summary>
    internal Raster<byte>? TakeKept(PixelRectangle area)
    {
        lock (kept)
        {
            for (int i = 0; i < kept.Count; i++)
            {
                if (kept[i].Area == area)
                {
                    Raster<byte> rgb = kept[i].Rgb;
                    kept.RemoveAt(i);
                    return rgb;
                }
            }

            return null;
        }
    }

    /// <summary>Forgets all kept parts.</summary>
    internal void DropKept()
    {
        lock (kept)
        {
            kept.Clear();
        }
    }

    private static int RowsOfBand(int width) => Math.Clamp(BandPixels / width, 1, 64);

    private static int BandsFor(int width, int rows) => checked((rows / RowsOfBand(width)) + 2 + Ahead);

    private int RowsOf(int band) => Math.Min(BandRows, source.Size.Height - (band * BandRows));

    private byte* Slot(int band) => memory + ((long)(band % capacity) * BandRows * stride);

    // A bug ends the process, as on any thread.
    private void DecodeAll()
    {
        try
        {
            for (int band = 0; band < Bands && HasRoomFor(band); band++)
            {
                source.ReadRows(band * BandRows, RowsOf(band), new Span<byte>(Slot(band), RowsOf(band) * stride));
                lock (gate)
                {
                    decoded = band + 1;
                    Monitor.PulseAll(gate);
                }
            }
        }
        catch (Exception problem) when (problem is SlideFormatException or IOException)
        {
            lock (gate)
            {
                failure = ExceptionDispatchInfo.Capture(problem);
                Monitor.PulseAll(gate);
            }
        }

        // What decoding took, tens of megabytes, goes back before what is done with the whole picture begins.
        source.Dispose();
        NativeHeap.GiveBack();
    }

    /// <summary>Waits until the band's place in the ring is free; false where the pass has ended.</summary>
    private bool HasRoomFor(int band)
    {
        lock (gate)
        {
            while (band - released >= capacity && !isOver)
            {
                Monitor.Wait(gate);
            }

            return !isOver;
        }
    }

    private sealed record Part(PixelRectangle Area, Raster<byte> Rgb);
}
