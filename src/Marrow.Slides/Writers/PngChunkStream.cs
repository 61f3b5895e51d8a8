using System.Buffers.Binary;
using System.Text;

namespace Marrow.Slides;

/// <summary>Writes PNG chunks; as a stream it gathers bytes into IDAT chunks of 64 KiB.</summary>
internal sealed class PngChunkStream(Stream target) : Stream
{
    private readonly byte[] gathered = new byte[1 << 16];
    private readonly byte[] framed = new byte[(1 << 16) + 12];
    private int count;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>One chunk: length, name, data, check sum over name and data.</summary>
    public void Chunk(string name, ReadOnlySpan<byte> data)
    {
        Span<byte> chunk = data.Length + 12 <= framed.Length ? framed.AsSpan(0, data.Length + 12) : new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(name, chunk[4..]);
        data.CopyTo(chunk[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[(data.Length + 8)..], Crc32.Of(chunk.Slice(4, data.Length + 4)));
        target.Write(chunk);
    }

    /// <summary>Writes what is gathered as a last IDAT chunk.</summary>
    public void Finish()
    {
        if (count > 0)
        {
            Chunk("IDAT", gathered.AsSpan(0, count));
            count = 0;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int taken = Math.Min(buffer.Length, gathered.Length - count);
            buffer[..taken].CopyTo(gathered.AsSpan(count));
            count += taken;
            buffer = buffer[taken..];
            if (count == gathered.Length)
            {
                Finish();
            }
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
