namespace Marrow.Hematology;

/// <summary>Takes a drawn section as it is finished, top to bottom, so that nobody holds it whole.</summary>
public interface ISectionPhantomSink
{
    /// <summary>The next full rows, in order, without gap.</summary>
    /// <param name="firstRow">Number of the first of them.</param>
    /// <param name="rgb">rows × width × 3 bytes.</param>
    /// <param name="compartments">rows × width values of <see cref="Compartment"/>.</param>
    void Write(int firstRow, ReadOnlySpan<byte> rgb, ReadOnlySpan<byte> compartments);
}
