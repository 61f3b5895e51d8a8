using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>Windows of a picture that is in memory.</summary>
internal sealed class PlanesSource(Planes planes) : IWindowSource
{
    public int Channels => planes.Channels;

    public PixelSize Size => planes.Size;

    public void Prepare(int top, int bottom)
    {
    }

    public void Fill(PixelRectangle window, Span<float> target)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            ReadOnlySpan<float> plane = planes.Plane(channel);
            for (int y = 0; y < window.Height; y++)
            {
                plane.Slice(((window.Y + y) * planes.Width) + window.X, window.Width)
                    .CopyTo(target[(((channel * window.Height) + y) * window.Width)..]);
            }
        }
    }
}
