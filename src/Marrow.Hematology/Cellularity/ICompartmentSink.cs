using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>Takes the label image of a slide as it is finished, top to bottom, so that nobody holds it whole.</summary>
public interface ICompartmentSink
{
    /// <summary>Called once before the first rows, with the slide's level-0 size.</summary>
    void Begin(PixelSize size);

    /// <summary>The next full rows: <paramref name="rows"/> × width bytes, each a <see cref="Compartment"/>; in order, without gap.</summary>
    void Write(int firstRow, int rows, ReadOnlySpan<byte> labels);
}
