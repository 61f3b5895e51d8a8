using Marrow.Imaging;
using Marrow.Learning;
using Marrow.Slides;

namespace Marrow.Benchmarks;

/// <summary>Writes labels to a file while they come, as the program does, and keeps them to be compared.</summary>
internal sealed class KeptLabels(string path) : ILabelSink, IDisposable
{
    private GrayPngWriter? file;
    private int taken;

    public byte[] Labels { get; private set; } = [];

    public void Begin(PixelSize size) => (file, Labels) = (new GrayPngWriter(path, size), new byte[size.Area]);

    public void Append(ReadOnlySpan<byte> rows)
    {
        rows.CopyTo(Labels.AsSpan(taken));
        taken += rows.Length;
        file!.Append(rows);
    }

    public void Complete() => file!.Complete();

    public void Dispose() => file?.Dispose();
}
