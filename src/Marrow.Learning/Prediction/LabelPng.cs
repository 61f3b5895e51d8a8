using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Writes labels as a grey PNG while they come. The file appears with <see cref="Complete"/>, whole; disposed before, nothing is left.</summary>
internal sealed class LabelPng(string path) : ILabelSink, IDisposable
{
    private GrayPngWriter? _file;

    /// <exception cref="IOException">The folder is not writable.</exception>
    public void Begin(PixelSize size) => _file = new GrayPngWriter(path, size);

    /// <exception cref="IOException">The disk is full.</exception>
    public void Append(ReadOnlySpan<byte> rows) => File.Append(rows);

    public void Complete() => File.Complete();

    public void Dispose() => _file?.Dispose();

    private GrayPngWriter File => _file ?? throw new InvalidOperationException("no picture was predicted");
}
