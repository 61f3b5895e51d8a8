using Marrow.Hematology.Regions;
using Marrow.Hematology.Segmentation;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>A slide of one colour: nothing in it is marrow, unless the user says that all of it is.</summary>
internal static class BlankRun
{
    private const int BandBytes = 16_000_000;

    public static AnalysisOutcome Run(Slide slide, AnalysisArea area, CellularityOptions options, ICompartmentSink sink, CancellationToken token)
    {
        byte label = (byte)(options.Region is RegionSource.Auto or RegionSource.Classical ? Compartment.Glass : Compartment.Haematopoietic);
        PixelSize size = slide.Size;
        var tally = new Tally();
        int band = Math.Max(1, BandBytes / size.Width);
        sink.Begin(size);
        for (int top = 0; top < size.Height; top += band)
        {
            token.ThrowIfCancellationRequested();
            int rows = Math.Min(band, size.Height - top);
            byte[] gray = Luma.Gray(slide.Read(0, new PixelRectangle(0, top, size.Width, rows))).Samples;
            var labels = new byte[gray.Length];
            for (int y = 0; y < rows; y++)
            {
                area.FillRow(top + y, 0, labels.AsSpan(y * size.Width, size.Width));
            }

            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] *= label;
                tally.Add(labels[i], gray[i], 1);
            }

            sink.Write(top, rows, labels);
        }

        return new AnalysisOutcome(tally, [], new FatThreshold(255, null, null), [], null);
    }
}
