using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>A picture with zeros around it, so that it is at least as large as a window; where the margin is odd, the greater half is right and below.</summary>
internal sealed class PaddedSource : IWindowSource
{
    private readonly IWindowSource _inner;

    public PaddedSource(IWindowSource inner, PixelSize window)
    {
        _inner = inner;
        Size = new PixelSize(Math.Max(inner.Size.Width, window.Width), Math.Max(inner.Size.Height, window.Height));
        Picture = new PixelRectangle((Size.Width - inner.Size.Width) / 2, (Size.Height - inner.Size.Height) / 2, inner.Size.Width, inner.Size.Height);
    }

    public int Channels => _inner.Channels;

    public PixelSize Size { get; }

    /// <summary>Where the picture itself lies.</summary>
    public PixelRectangle Picture { get; }

    public void Prepare(int top, int bottom) =>
        _inner.Prepare(Math.Max(0, top - Picture.Y), Math.Min(_inner.Size.Height, bottom - Picture.Y));

    public void Fill(PixelRectangle window, Span<float> planes)
    {
        PixelRectangle shared = window.Intersect(Picture);
        if (shared == window)
        {
            _inner.Fill(window with { X = window.X - Picture.X, Y = window.Y - Picture.Y }, planes);
            return;
        }

        float[] part = new float[Channels * shared.Width * shared.Height];
        _inner.Fill(shared with { X = shared.X - Picture.X, Y = shared.Y - Picture.Y }, part);
        planes.Clear();
        for (int row = 0; row < Channels * shared.Height; row++)
        {
            int channel = row / shared.Height, y = shared.Y - window.Y + (row % shared.Height);
            part.AsSpan(row * shared.Width, shared.Width).CopyTo(planes[((((channel * window.Height) + y) * window.Width) + shared.X - window.X)..]);
        }
    }
}
