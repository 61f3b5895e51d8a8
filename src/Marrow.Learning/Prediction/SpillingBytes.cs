using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// Bytes by place: those below a limit in memory, the others in a temporary file, so that what a row of windows leaves takes the same memory however wide
/// the picture is. What was not written may be anything.
/// </summary>
internal sealed class SpillingBytes(long length, SpillLimit limit) : IDisposable
{
    private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>((int)Math.Min(length, limit.Bytes));
    private readonly ScratchFile? _file = length > limit.Bytes ? new ScratchFile(length - limit.Bytes, limit.Folder) : null;

    public long Length => length;

    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        int near = Near(source.Length, offset);
        source[..near].CopyTo(_memory.AsSpan((int)Math.Min(offset, _memory.Length)));
        if (near < source.Length)
        {
            _file!.Write(source[near..], offset + near - _memory.Length);
        }
    }

    /// <exception cref="IOException">The file cannot be read back.</exception>
    public void Read(Span<byte> destination, long offset)
    {
        int near = Near(destination.Length, offset);
        _memory.AsSpan((int)Math.Min(offset, _memory.Length), near).CopyTo(destination);
        if (near < destination.Length)
        {
            _file!.Read(destination[near..], offset + near - _memory.Length);
        }
    }

    public void Dispose() => _file?.Dispose();

    // How many of so many bytes from a place on are in memory.
    private int Near(int count, long offset) => (int)Math.Clamp(_memory.Length - offset, 0, count);
}
