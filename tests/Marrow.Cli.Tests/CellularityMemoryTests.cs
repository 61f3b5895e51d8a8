using System.Diagnostics;
using System.Globalization;
using Marrow.Hematology;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Cli.Tests;

public class CellularityMemoryTests
{
    [Fact]
    public void Four_times_the_pixels_take_less_than_a_sixth_more_memory()
    {
        using CellularityFolder folder = new();
        double small = PeakMegabytes(folder, "small.tif", 2), large = PeakMegabytes(folder, "large.tif", 8);
        Assert.True(large < 1.16 * small && large < 500, $"20 megapixels take {small:0} MB, 80 take {large:0} MB");
    }

    /// <summary>The peak of resident memory over an analysis with all outputs of a tiled TIFF, 5,000 pixels wide and so many times 2,000 high.</summary>
    private static double PeakMegabytes(CellularityFolder folder, string name, int times)
    {
        Raster<byte> part = SectionPhantom.Draw(new SectionPhantomOptions { Size = new(5000, 2000), Seed = 2 }).Rgb;
        using (PyramidTiffWriter writer = new(folder.PathOf(name), new PixelSize(5000, 2000 * times), new PyramidTiffOptions { Pitch = new PixelPitch(new(0.5), new(0.5)) }))
        {
            for (int i = 0; i < times; i++)
            {
                writer.Append(part.Samples);
            }

            writer.Complete();
        }

        using Process process = MarrowProcess.Start("cellularity", folder.PathOf(name), "--out", folder.Output + name, "--threads", "2");
        long peak = 0;
        while (!process.WaitForExit(20))
        {
            peak = Math.Max(peak, Peak(process.Id));
        }

        Assert.Equal(ExitCodes.Good, process.ExitCode);
        return peak * 1024 / 1e6;
    }

    private static long Peak(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line["VmHWM:".Length..^"kB".Length], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
