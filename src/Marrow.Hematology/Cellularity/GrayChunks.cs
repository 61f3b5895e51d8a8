using System.Buffers;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>
/// The grey levels of a slide, decoded once, in chunks of 1024 × 256 pixels, or as many in whole rows where it is decoded from top to bottom:
/// they wait for their second use in a <see cref="ScratchFile"/>. Those of a slide past half a gigapixel are decoded twice instead.
/// Safe for several threads that take different chunks.
/// </summary>
internal sealed class GrayChunks : IDisposable
{
    /// <summary>The most pixels of a chunk.</summary>
    public const int ChunkPixels = RowPass.BandPixels;

    // Whole tiles of most slides.
    private const int TileWidth = 1024, TileHeight = ChunkPixels / TileWidth;

    private readonly int width, height;

    // Its own, so that nothing is left of it when the run ends.
    private readonly ArrayPool<byte> buffers = ArrayPool<byte>.Create(3 * ChunkPixels, 2 * Environment.ProcessorCount);
    private readonly Slide slide;
    private readonly RowPass? pass;
    private readonly ScratchFile? file;

    /// <param name="pass">Over the slide, whose bands are the chunks; null where its pixels are read.</param>
    /// <param name="fileLimit">The most bytes that wait in a file.</param>
    /// <exception cref="IOException">The disk of temporary files is full.</exception>
    public GrayChunks(Slide slide, RowPass? pass = null, long fileLimit = 1L << 29)
    {
        (this.slide, this.pass) = (slide, pass);
        width = slide.IsDecodedOnce ? Math.Min(slide.Size.Width, ChunkPixels) : TileWidth;
        height = pass?.BandRows ?? (slide.IsDecodedOnce ? Math.Min(slide.Size.Height, ChunkPixels / width) : TileHeight);
        Across = (slide.Size.Width + width - 1) / width;
        Down = (slide.Size.Height + height - 1) / height;
        long bytes = checked((long)Across * Down * ChunkPixels);
        file = bytes <= fileLimit ? new ScratchFile(bytes) : null;
    }

    /// <summary>Storage for a chunk's grey levels; may be longer.</summary>
    public byte[] Rent() => buffers.Rent(ChunkPixels);

    public void Return(byte[] storage) => buffers.Return(storage);

    public int Across { get; }

    public int Down { get; }

    /// <summary>Where a chunk lies on the slide; those at the right and lower edge are smaller.</summary>
    public PixelRectangle Area(int x, int y) =>
        new PixelRectangle(x * width, y * height, width, height).Intersect(new PixelRectangle(0, 0, slide.Size.Width, slide.Size.Height));

    /// <summary>The chunk's grey levels, for the first time.</summary>
    /// <param name="gray">As many bytes as the chunk has pixels.</param>
    /// <param name="beside">What else takes its colours.</param>
    /// <exception cref="SlideFormatException">The slide is damaged there.</exception>
    public void Decode(int x, int y, Span<byte> gray, IReadOnlyList<PassingMeans> beside)
    {
        if (pass is null)
        {
            Convert(Area(x, y), gray, beside);
        }
        else
        {
            Convert(Area(x, y), pass.Take(y), gray, beside);
        }

        file?.Write(gray, Offset(x, y));
    }

    /// <summary>True where parts of chunks are had for the asking; else each part takes decoding anew.</summary>
    public bool IsKept => file is not null;

    /// <summary>The grey levels of whole rows of a chunk that was decoded before.</summary>
    /// <param name="place">The rows, inside the chunk's <see cref="Area"/> and as wide.</param>
    /// <param name="gray">As many bytes as the place has pixels.</param>
    /// <inheritdoc cref="Decode" path="/exception"/>
    public void Again(PixelRectangle place, Span<byte> gray)
    {
        (int x, int y) = (place.X / width, place.Y / height);
        if (file is null)
        {
            Convert(place, gray, []);
        }
        else
        {
            file.Read(gray, Offset(x, y) + ((long)(place.Y - (y * height)) * place.Width));
        }
    }

    public void Dispose() => file?.Dispose();

    private long Offset(int x, int y) => (((long)y * Across) + x) * ChunkPixels;

    private void Convert(PixelRectangle area, Span<byte> gray, IReadOnlyList<PassingMeans> beside)
    {
        byte[] rgb = buffers.Rent(3 * gray.Length);
        try
        {
            slide.Pass(0, area, rgb.AsSpan(0, 3 * gray.Length));
            Convert(area, rgb.AsSpan(0, 3 * gray.Length), gray, beside);
        }
        finally
        {
            buffers.Return(rgb);
        }
    }

    private static void Convert(PixelRectangle area, ReadOnlySpan<byte> rgb, Span<byte> gray, IReadOnlyList<PassingMeans> beside)
    {
        Luma.Gray(rgb, gray);
        for (int i = 0; i < beside.Count; i++)
        {
            beside[i].Add(area, rgb);
        }
    }
}
