using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>One size in which a slide is stored.</summary>
/// <param name="Size">In pixels of this level.</param>
/// <param name="Downsample">Level-0 pixels per pixel of this level, 1 for level 0; not always whole.</param>
public sealed record SlideLevel(PixelSize Size, double Downsample);
