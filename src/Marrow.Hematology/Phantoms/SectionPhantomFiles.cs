using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>
/// Puts a drawn section on disk: <c>section.png</c> or <c>section.tif</c>, <c>truth.png</c> (indexed as <c>compartments.png</c>) and <c>truth.json</c>.
/// </summary>
public static class SectionPhantomFiles
{
    public const int SchemaVersion = 1;

    /// <summary>Above this many pixels a PNG is refused: it would be held whole.</summary>
    public const long LargestPng = 100_000_000;

    /// <summary>Draws and writes; each file appears whole or not at all, the truth last.</summary>
    /// <param name="output">Whether a pyramidal tiled TIFF is written, which carries the resolution, instead of a PNG, which does not; and the program's version, for the record.</param>
    /// <exception cref="ArgumentException">A PNG of more than <see cref="LargestPng"/> pixels.</exception>
    /// <exception cref="IOException">The folder is not writable or the disk full.</exception>
    public static CompartmentCounts Write(SectionPhantomOptions options, string folder, (bool IsTiff, string Version) output, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!output.IsTiff && options.Size.Area > LargestPng)
        {
            throw new ArgumentException($"{options.Size} is more than {LargestPng / 1_000_000} megapixels; write it as TIFF");
        }

        Directory.CreateDirectory(folder);
        CompartmentCounts counts = output.IsTiff ? WriteTiff(options, folder, token) : WritePng(options, folder, token);
        WholeFile.WriteText(Path.Combine(folder, "truth.json"), Json(options, counts, output.Version));
        return counts;
    }

    /// <summary>What is true of a section, as JSON text.</summary>
    public static string Json(SectionPhantomOptions options, CompartmentCounts counts, string version)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(counts);
        double side = options.MicrometersPerPixel / 1000;
        return StrictJson.Write(new
        {
            Schema = "marrow.sectionPhantom",
            SchemaVersion,
            Version = version,
            Pixels = new { counts.Haematopoietic, counts.Fat, counts.Bone, counts.Glass, counts.Excluded },
            counts.CellularityPercent,
            counts.AdipocytePercent,
            counts.CoveragePercent,
            AreaSquareMillimeters = counts.Marrow * side * side,
            Settings = options,
        });
    }

    private static CompartmentCounts WritePng(SectionPhantomOptions options, string folder, CancellationToken token)
    {
        using IndexedPngWriter truth = Truth(options, folder);
        var sink = new PngSink(options.Size, truth);
        CompartmentCounts counts = SectionPhantom.DrawRows(options, sink, new ParallelOptions { CancellationToken = token });
        PictureFile.WritePng(Path.Combine(folder, "section.png"), sink.Picture);
        truth.Complete();
        return counts;
    }

    private static CompartmentCounts WriteTiff(SectionPhantomOptions options, string folder, CancellationToken token)
    {
        MicrometersPerPixel resolution = new(options.MicrometersPerPixel);
        using var picture = new PyramidTiffWriter(
            Path.Combine(folder, "section.tif"), options.Size, new PyramidTiffOptions { JpegQuality = 90, Pitch = new PixelPitch(resolution, resolution) });
        using IndexedPngWriter truth = Truth(options, folder);
        CompartmentCounts counts = SectionPhantom.DrawRows(options, new TiffSink(picture, truth), new ParallelOptions { CancellationToken = token });
        picture.Complete();
        truth.Complete();
        return counts;
    }

    private static IndexedPngWriter Truth(SectionPhantomOptions options, string folder) =>
        new(Path.Combine(folder, "truth.png"), options.Size, [.. Enum.GetValues<Compartment>().Select(CompartmentColors.Of)]);

    private sealed class PngSink(PixelSize size, IndexedPngWriter truth) : ISectionPhantomSink
    {
        public Raster<byte> Picture { get; } = new(size.Width, size.Height, 3);

        public void Write(int firstRow, ReadOnlySpan<byte> rgb, ReadOnlySpan<byte> compartments)
        {
            rgb.CopyTo(Picture.Samples.AsSpan(3 * firstRow * size.Width));
            truth.Append(compartments);
        }
    }

    private sealed class TiffSink(PyramidTiffWriter picture, IndexedPngWriter truth) : ISectionPhantomSink
    {
        public void Write(int firstRow, ReadOnlySpan<byte> rgb, ReadOnlySpan<byte> compartments)
        {
            picture.Append(rgb);
            truth.Append(compartments);
        }
    }
}
