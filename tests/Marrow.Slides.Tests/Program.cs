using Marrow.Imaging;
using Marrow.Slides;

// Run as a process of its own by LargeSlideTests: reads regions of a slide all over its levels, prints the peak resident memory in MB.
using Slide slide = Slide.Open(args[0]);
Random random = new(5);
const int side = 1024;
for (int i = 0; i < int.Parse(args[1]); i++)
{
    int level = i % slide.Levels.Count;
    PixelSize size = slide.Levels[level].Size;
    slide.Read(level, new PixelRectangle(random.Next(size.Width), random.Next(size.Height), side, side));
}

string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
Console.WriteLine(long.Parse(peak.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) / 1024);
