using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Takes the labels of a picture from top to bottom, so that they need never be whole in memory.</summary>
public interface ILabelSink
{
    /// <summary>Called once, before the first row.</summary>
    void Begin(PixelSize size);

    /// <summary>The next whole rows, one byte a pixel.</summary>
    void Append(ReadOnlySpan<byte> rows);
}
