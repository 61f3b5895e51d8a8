using System.Collections.Concurrent;
using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// Draws marrow sections whose compartments are known exactly: stained cells in eosinophilic ground, vacuoles with membranes,
/// trabeculae, clefts, vessels and glass. Everything follows from the settings and the seed; threads do not matter.
/// </summary>
public static class SectionPhantom
{
    /// <summary>Draws a section into memory: 4 bytes a pixel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The picture does not fit one array; draw it by rows.</exception>
    public static SectionPhantomPicture Draw(SectionPhantomOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var picture = new PictureSink(options.Size);
        CompartmentCounts counts = DrawRows(options, picture, new ParallelOptions { CancellationToken = token });
        return new SectionPhantomPicture(picture.Rgb, picture.Compartments, counts);
    }

    /// <summary>Draws a section in bands from top to bottom, holding one band and the layout at a time.</summary>
    /// <returns>The pixels of every compartment.</returns>
    /// <exception cref="OperationCanceledException">The token in <paramref name="parallel"/> was cancelled.</exception>
    public static CompartmentCounts DrawRows(SectionPhantomOptions options, ISectionPhantomSink sink, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(parallel);
        var drawing = new SectionDrawing(options, parallel);
        int width = options.Size.Width;
        byte[] rgb = new byte[checked(3 * width * drawing.TileSide)], compartments = new byte[checked(width * drawing.TileSide)];
        var workplaces = new ConcurrentBag<SectionDrawing.Workplace>();
        long[] counts = new long[Enum.GetValues<Compartment>().Length];
        for (int band = 0; band < drawing.TilesDown; band++)
        {
            int rows = drawing.Tile(0, band).Height;
            Parallel.For(0, drawing.TilesAcross, parallel, column =>
            {
                if (!workplaces.TryTake(out SectionDrawing.Workplace? work))
                {
                    work = drawing.CreateWorkplace();
                }

                drawing.Draw(work, drawing.Tile(column, band), rgb, compartments);
                workplaces.Add(work);
            });
            Count(compartments.AsSpan(0, width * rows), counts);
            sink.Write(band * drawing.TileSide, rgb.AsSpan(0, 3 * width * rows), compartments.AsSpan(0, width * rows));
        }

        return new CompartmentCounts(counts[1], counts[2], counts[3], counts[4], counts[5]);
    }

    private static void Count(ReadOnlySpan<byte> compartments, long[] counts)
    {
        foreach (byte compartment in compartments)
        {
            counts[compartment] = checked(counts[compartment] + 1);
        }
    }

    private sealed class PictureSink(PixelSize size) : ISectionPhantomSink
    {
        public Raster<byte> Rgb { get; } = new(size.Width, size.Height, 3);

        public Raster<byte> Compartments { get; } = new(size.Width, size.Height, 1);

        public void Write(int firstRow, ReadOnlySpan<byte> rgb, ReadOnlySpan<byte> compartments)
        {
            rgb.CopyTo(Rgb.Samples.AsSpan(3 * firstRow * size.Width));
            compartments.CopyTo(Compartments.Samples.AsSpan(firstRow * size.Width));
        }
    }
}
