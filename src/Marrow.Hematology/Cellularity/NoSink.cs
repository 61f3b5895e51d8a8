using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>Takes labels that nobody needs.</summary>
internal sealed class NoSink : ICompartmentSink
{
    public static NoSink Instance { get; } = new();

    public void Begin(PixelSize size)
    {
    }

    public void Write(int firstRow, int rows, ReadOnlySpan<byte> labels)
    {
    }
}
