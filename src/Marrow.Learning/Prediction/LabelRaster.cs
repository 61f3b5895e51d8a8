using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Keeps labels in memory.</summary>
internal sealed class LabelRaster : ILabelSink
{
    private Raster<byte>? _labels;
    private int _taken;

    public Raster<byte> Labels => _labels ?? throw new InvalidOperationException("no picture was predicted");

    public void Begin(PixelSize size) => _labels = new Raster<byte>(size.Width, size.Height, 1);

    public void Append(ReadOnlySpan<byte> rows)
    {
        rows.CopyTo(Labels.Samples.AsSpan(_taken));
        _taken += rows.Length;
    }
}
