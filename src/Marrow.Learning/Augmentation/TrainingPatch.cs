using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>A cut-out of a training case: C × H × W intensities beside H × W labels.</summary>
/// <param name="Image">C planes of H × W values, plane after plane.</param>
/// <param name="Labels">H × W labels; −1 marks what lies outside the case.</param>
/// <param name="Size">Width and height of every plane.</param>
public sealed record TrainingPatch(float[] Image, short[] Labels, PixelSize Size)
{
    public int Channels => Image.Length / Labels.Length;

    /// <summary>The values of one channel, H × W.</summary>
    public Span<float> Plane(int channel) => Image.AsSpan(channel * Labels.Length, Labels.Length);
}
