using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>
/// An open slide or picture, read by level and region; pixels are 8-bit RGB, H × W × 3, whatever the file holds
/// (grey is repeated, 16-bit keeps its upper byte, transparency lies over the background).
/// Safe for reads from several threads. Never holds the whole picture. The caller disposes it.
/// </summary>
public abstract class Slide : IDisposable
{
    /// <summary>The file or folder it was opened from.</summary>
    public abstract string Path { get; }

    /// <summary>What reads it and what it is: <c>png</c>, <c>jpeg</c>, <c>tiff</c>, <c>aperio</c>, <c>hamamatsu</c> …</summary>
    public abstract string Format { get; }

    /// <summary>From full size (index 0) to smallest; at least one.</summary>
    public abstract IReadOnlyList<SlideLevel> Levels { get; }

    /// <summary>Resolution of level 0, or null where the file does not say; never guessed.</summary>
    public abstract PixelPitch? Pitch { get; }

    /// <summary>Objective magnification (40 for 40×), or null where the file does not say.</summary>
    public abstract double? ObjectivePower { get; }

    /// <summary>True where the file itself has one channel.</summary>
    public abstract bool IsGray { get; }

    /// <summary>Bits of a sample in the file, 1 to 16. Past 8, <see cref="Read(int, PixelRectangle)"/> drops the lower ones.</summary>
    public virtual int BitsPerSample => 8;

    /// <summary>What a region holds past the edges and where the scanner saved nothing: white unless the file says otherwise.</summary>
    public abstract RgbColor Background { get; }

    /// <summary>Everything the file says of itself, by the reader's own keys, sorted.</summary>
    public abstract IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>Names of the pictures beside the slide (label, macro, thumbnail), sorted.</summary>
    public abstract IReadOnlyList<string> AssociatedImages { get; }

    public PixelSize Size => Levels[0].Size;

    /// <summary>
    /// Opens a PNG, JPEG, BMP, TIFF (plain, tiled, pyramidal, OME) or any format of OpenSlide; what it is shows in its bytes.
    /// </summary>
    /// <exception cref="SlideFormatException">It is none of these, damaged, or of a kind that is refused in words.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Slide Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SlideKinds.Open(path);
    }

    /// <summary>
    /// Reads a region as H × W × 3 RGB. What lies past the level's edges is <see cref="Background"/>.
    /// Equals the same crop of the whole level, byte for byte.
    /// </summary>
    /// <param name="level">Index into <see cref="Levels"/>.</param>
    /// <param name="area">In pixels of that level (not of level 0); may leave the level on any side.</param>
    /// <exception cref="SlideFormatException">The file is damaged there.</exception>
    public abstract Raster<byte> Read(int level, PixelRectangle area);

    /// <summary>As <see cref="Read(int, PixelRectangle)"/>, for one who will not ask again for what lies within a part of the level: that is not kept.</summary>
    /// <param name="passed">In pixels of that level; may leave it on any side.</param>
    /// <exception cref="SlideFormatException">The file is damaged there.</exception>
    public virtual Raster<byte> Read(int level, PixelRectangle area, PixelRectangle passed) => Read(level, area);

    /// <summary>
    /// As <see cref="Read(int, PixelRectangle)"/>, into the caller's storage, for one who passes over the slide once: nothing is kept for another read of the same place.
    /// </summary>
    /// <param name="rgb">H × W × 3 of the area.</param>
    /// <exception cref="ArgumentException">The storage has another length.</exception>
    /// <exception cref="SlideFormatException">The file is damaged there.</exception>
    public virtual void Pass(int level, PixelRectangle area, Span<byte> rgb) => Read(level, area).Samples.CopyTo(rgb);

    /// <summary>A reason to distrust the pixels, in words, which shows only when all is decoded; null where there is none, or where the reader cannot tell.</summary>
    /// <exception cref="SlideFormatException">It is damaged.</exception>
    public virtual string? Doubt => null;

    /// <summary>True where the first read decodes everything from top to bottom, and later reads cost little.</summary>
    public virtual bool IsDecodedOnce => false;

    /// <summary>True where a level is stored in whole rows, so that part of a row takes as long to read as all of it; else it is stored in tiles.</summary>
    /// <param name="level">Index into <see cref="Levels"/>.</param>
    public virtual bool IsStoredInRows(int level) => false;

    /// <summary>Starts decoding what <see cref="IsDecodedOnce"/>, for one who is about to read; returns at once.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>
    /// Begins to decode level 0 for those who take each of its rows once, or gives the pass that was begun; null where that saves nothing.
    /// What is read beside it is decoded anew, but for parts that the pass keeps. The slide ends it where nobody else does.
    /// </summary>
    /// <param name="height">So many rows may wait unreleased above the band that is taken.</param>
    public virtual RowPass? BeginPass(int height) => null;

    /// <summary>Forgets what is kept in case the same places are read again; for between two stages of work. Safe beside reads.</summary>
    public virtual void Rest()
    {
    }

    /// <summary>Reads one of <see cref="AssociatedImages"/> whole, H × W × 3 RGB.</summary>
    public abstract Raster<byte> ReadAssociated(string name);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
