using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>A scaled picture from which windows are cut, row of windows after row of windows.</summary>
internal interface IWindowSource
{
    int Channels { get; }

    PixelSize Size { get; }

    /// <summary>Says that rows from <paramref name="top"/> to <paramref name="bottom"/> (outside) come next and earlier ones no more.</summary>
    void Prepare(int top, int bottom);

    /// <summary>Copies a window that lies inside, C × H × W.</summary>
    void Fill(PixelRectangle window, Span<float> planes);
}
