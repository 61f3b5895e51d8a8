using Marrow.Imaging;
using Marrow.Slides;

// Run by ResidentMemory as a process of its own: does one thing to a slide, prints the peak resident memory in MB.
switch (args[0])
{
    case "read":
        ReadRegions(args[1], int.Parse(args[2]));
        break;
    case "normalize":
        StainRunOptions options = new() { Folder = args[2], Reference = PublishedStains.MacenkoReference };
        if (StainRun.Normalize([args[1]], options, _ => { }, CancellationToken.None)[0] is { Failure: { } failure })
        {
            throw new InvalidOperationException(failure);
        }

        break;
    default:
        throw new ArgumentException(args[0]);
}

string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
Console.WriteLine(long.Parse(peak.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) / 1024);

// Regions all over the levels.
static void ReadRegions(string path, int regions)
{
    using Slide slide = Slide.Open(path);
    Random random = new(5);
    const int side = 1024;
    for (int i = 0; i < regions; i++)
    {
        int level = i % slide.Levels.Count;
        PixelSize size = slide.Levels[level].Size;
        slide.Read(level, new PixelRectangle(random.Next(size.Width), random.Next(size.Height), side, side));
    }
}
