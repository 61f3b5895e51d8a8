namespace Marrow.Slides;

/// <summary>
/// A file being written. .NET reports a file that outgrows its place (a limit on sizes, a file system that takes 4 GB at most: EFBIG) as a bad
/// argument; here it is the disk's fault, with the file's name.
/// </summary>
public sealed class OutputFile : FileStream
{
    private const int BufferSize = 1 << 16;

    /// <exception cref="IOException">The folder is missing or not writable.</exception>
    public OutputFile(string path, FileMode mode, FileShare share = FileShare.None)
        : base(path, mode, FileAccess.ReadWrite, share, BufferSize)
    {
    }

    /// <exception cref="IOException">The disk is full or takes no file of this size.</exception>
    public override void Write(byte[] buffer, int offset, int count) => Guarded(() => base.Write(buffer, offset, count));

    /// <exception cref="IOException">The disk is full or takes no file of this size.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            base.Write(buffer);
        }
        catch (ArgumentOutOfRangeException failure) when (failure.ParamName == "value")
        {
            throw TooLarge(failure);
        }
    }

    /// <exception cref="IOException">The disk is full or takes no file of this size.</exception>
    public override void WriteByte(byte value) => Guarded(() => base.WriteByte(value));

    /// <exception cref="IOException">The disk is full or takes no file of this size.</exception>
    public override void Flush(bool flushToDisk) => Guarded(() => base.Flush(flushToDisk));

    public override void Flush() => Flush(flushToDisk: false);

    protected override void Dispose(bool disposing) => Guarded(() => base.Dispose(disposing));

    private void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (ArgumentOutOfRangeException failure) when (failure.ParamName == "value")
        {
            throw TooLarge(failure);
        }
    }

    private IOException TooLarge(Exception failure) => new($"{Name}: the file is larger than this place takes", failure);
}
