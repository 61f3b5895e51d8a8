using System.Buffers;
using System.Buffers.Binary;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// A PNG of one sample a pixel on its way to disk: head, rows from top to bottom, end. Appears whole or not at all. Rows are packed in
/// parallel, in segments of a height that only the width decides; a few segments are held at most. The same rows give the same bytes,
/// whatever the bands and the number of threads.
/// </summary>
internal sealed class PngRowFile : IDisposable
{
    private const int SegmentPixels = 1 << 20;

    private readonly PendingFile file;
    private readonly PngChunkStream chunks;
    private readonly PixelSize size;
    private readonly int bits;
    // Whoever needs a segment that no thread has begun packs it: nobody waits for a thread of a pool that is spoken for.
    private readonly Queue<Lazy<PngSegment>> packing = new();
    private readonly int segmentLength;
    // Its own, so that nothing is left when the file is whole.
    private readonly ArrayPool<byte> segments;
    private byte[] segment;
    private int filled;
    private long rows;
    private Adler32 sum = Adler32.Empty;

    /// <param name="kind">PNG's colour type (0 grey, 3 palette) and the bits of a sample: 8, or 2 or 4 with a palette.</param>
    /// <param name="palette">Red, green and blue of each index, or nothing.</param>
    /// <exception cref="IOException">The folder is missing or not writable.</exception>
    public PngRowFile(string path, PixelSize size, (byte Colour, int Bits) kind, ReadOnlySpan<byte> palette)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size.Height);
        (this.size, bits) = (size, kind.Bits);
        segmentLength = checked(size.Width * Math.Clamp(SegmentPixels / size.Width, 1, size.Height));
        segments = ArrayPool<byte>.Create(2 * segmentLength, 2 * (Environment.ProcessorCount + 2));
        segment = segments.Rent(segmentLength);
        file = new PendingFile(path);
        chunks = new PngChunkStream(file.Stream);
        WriteHead(kind.Colour, palette);
    }

    /// <summary>Takes the next whole rows: one byte a pixel.</summary>
    /// <exception cref="ArgumentException">Not whole rows, or more rows than the picture has.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Append(ReadOnlySpan<byte> samples)
    {
        if (samples.Length % size.Width != 0 || samples.Length / size.Width > size.Height - rows)
        {
            throw new ArgumentException($"{samples.Length} samples are not the next whole rows of a picture of {size} that has {rows}", nameof(samples));
        }

        rows += samples.Length / size.Width;
        while (samples.Length > 0)
        {
            int taken = Math.Min(samples.Length, segmentLength - filled);
            samples[..taken].CopyTo(segment.AsSpan(filled));
            filled += taken;
            samples = samples[taken..];
            if (filled == segmentLength)
            {
                PackSegment();
            }
        }
    }

    /// <summary>Ends the file and moves it into place.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Complete()
    {
        if (rows != size.Height)
        {
            throw new InvalidOperationException($"{rows} of {size.Height} rows were written");
        }

        PackSegment();
        WritePacked(0);
        byte[] end = [.. PngSegment.LastBlock, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(end.AsSpan(PngSegment.LastBlock.Length), sum.Value);
        chunks.Write(end);
        chunks.Finish();
        chunks.Chunk("IEND", []);
        file.Commit();
    }

    public void Dispose()
    {
        packing.Clear();
        file.Dispose();
    }

    private void PackSegment()
    {
        if (filled == 0)
        {
            return;
        }

        (byte[] indices, int count) = (segment, filled);
        (segment, filled) = (segments.Rent(segmentLength), 0);
        Lazy<PngSegment> packed = new(() =>
        {
            PngSegment made = PngSegment.Of(indices.AsSpan(0, count), size.Width, bits, segments);
            segments.Return(indices);
            return made;
        });
        packing.Enqueue(packed);
        Task.Run(() => packed.Value);
        WritePacked(Environment.ProcessorCount);
    }

    /// <summary>Writes the segments that were first, until so many are left.</summary>
    private void WritePacked(int left)
    {
        while (packing.Count > left)
        {
            PngSegment packed = packing.Dequeue().Value;
            chunks.Write(packed.Deflated);
            segments.Return(packed.Deflated.Array!);
            sum = sum.Then(packed.Sum, packed.RawBytes);
        }
    }

    private void WriteHead(byte colour, ReadOnlySpan<byte> palette)
    {
        PngHead.Write(file.Stream, chunks, size, (colour, bits));
        if (palette.Length > 0)
        {
            chunks.Chunk("PLTE", palette);
        }

        // zlib's header (RFC 1950): deflate with a window of 32 KiB, fastest.
        chunks.Write([0x78, 0x01]);
    }
}
