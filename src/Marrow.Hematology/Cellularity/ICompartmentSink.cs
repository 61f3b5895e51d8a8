using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>Takes the label image of a slide as it is finished, top to bottom, so that nobody holds it whole.</summary>
public interface ICompartmentSink
{
    /// <summary>Called once before the first rows, with the slide's level-0 size.</summary>
    void Begin(PixelSize size);

    /// <summary>Takes the slide's own pixels too, where each is decoded once anyway; null for one who does not want them.</summary>
    internal PassingMeans? Means => null;

    /// <summary>All rows have come, and the caller has nothing to do for a while; not every analysis says so.</summary>
    internal void End()
    {
    }

    /// <summary>The next full rows: <paramref name="rows"/> × width bytes, each a <see cref="Compartment"/>; in order, without gap.</summary>
    void Write(int firstRow, int rows, ReadOnlySpan<byte> labels);
}
