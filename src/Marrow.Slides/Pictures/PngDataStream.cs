using System.Buffers.Binary;

namespace Marrow.Slides;

/// <summary>The bytes of a PNG's IDAT chunks as one stream, from behind its header on.</summary>
internal sealed class PngDataStream(Stream png) : Stream
{
    private int left;
    private bool isInside;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (left == 0)
        {
            if (!NextData())
            {
                return 0;
            }
        }

        int read = png.Read(buffer[..Math.Min(buffer.Length, left)]);
        left -= read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Chunks are length, name, data, check sum; the check sum of the data chunk just read is stepped over.
    private bool NextData()
    {
        Span<byte> head = stackalloc byte[8];
        if (isInside)
        {
            png.ReadExactly(head[..4]);
            isInside = false;
        }

        while (png.ReadAtLeast(head, 8, throwOnEndOfStream: false) == 8)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(head);
            if (length < 0 || head[4..].SequenceEqual("IEND"u8))
            {
                return false;
            }

            if (head[4..].SequenceEqual("IDAT"u8))
            {
                (left, isInside) = (length, true);
                return true;
            }

            png.Seek(length + 4L, SeekOrigin.Current);
        }

        return false;
    }
}
