using Marrow.Imaging;

namespace Marrow.Hematology.Tests;

/// <summary>Keeps the label image, and checks that its rows come in order and without gap.</summary>
internal sealed class LabelSink : ICompartmentSink
{
    private int next;

    public Raster<byte> Labels { get; private set; } = new(1, 1, 1);

    public bool IsComplete => next == Labels.Height;

    public void Begin(PixelSize size) => Labels = new Raster<byte>(size.Width, size.Height, 1);

    public void Write(int firstRow, int rows, ReadOnlySpan<byte> labels)
    {
        Assert.Equal(next, firstRow);
        Assert.Equal(rows * Labels.Width, labels.Length);
        labels.CopyTo(Labels.Samples.AsSpan(firstRow * Labels.Width));
        next += rows;
    }
}
