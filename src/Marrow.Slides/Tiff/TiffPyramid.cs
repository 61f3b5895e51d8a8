using System.Globalization;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Which directories of a TIFF are the levels of one picture, and which are pictures beside it.</summary>
internal sealed record TiffPyramid(IReadOnlyList<TiffLayout> Levels, IReadOnlyDictionary<string, TiffLayout> Others)
{
    private const int ReducedImage = 1;

    /// <summary>
    /// Level 0 is the first directory; lower levels are its sub-directories, pages that say they are reduced, and tiled pages
    /// behind a tiled first, where their sides fit the same shape. A second page of the same size makes a stack, which is refused,
    /// and so is a larger one: the first is a thumbnail or a label then.
    /// </summary>
    /// <exception cref="SlideFormatException">The picture is a stack, is not the first page, or is of a kind that is not read.</exception>
    public static TiffPyramid Of(TiffFile file, OmeMetadata? ome)
    {
        TiffLayout full = TiffLayout.Of(file.Directories[0]).Checked();
        RefuseStacks(file, full, ome);
        List<TiffLayout> levels = [full];
        SortedDictionary<string, TiffLayout> others = new(StringComparer.Ordinal);
        foreach (long offset in full.Directory.Numbers(TiffTag.SubIfds))
        {
            TiffLayout below = TiffLayout.Of(file.ReadDirectory(offset).Directory);
            if (IsLevel(full, below, isSaidToBe: true))
            {
                levels.Add(below);
            }
        }

        for (int page = 1; page < file.Directories.Count; page++)
        {
            TiffLayout other = TiffLayout.Of(file.Directories[page]);
            if (other.Size.Area > full.Size.Area)
            {
                throw new SlideFormatException(file.Path, $"its page {page + 1} of {other.Size} is larger than its first of {full.Size}: which one is the slide is not clear; save that page by itself");
            }

            bool isSaid = (other.Directory.Number(TiffTag.NewSubfileType, 0) & ReducedImage) != 0;
            if (IsLevel(full, other, isSaid))
            {
                levels.Add(other);
            }
            else if (other.IsReadByBlock && other.SampleFormat == 1)
            {
                others[string.Create(CultureInfo.InvariantCulture, $"page {page + 1}")] = other;
            }
        }

        return new TiffPyramid(levels.OrderByDescending(level => level.Size.Width).DistinctBy(level => level.Size).ToList(), others);
    }

    private static bool IsLevel(TiffLayout full, TiffLayout other, bool isSaidToBe)
    {
        bool same = other.SamplesPerPixel == full.SamplesPerPixel && other.BitsPerSample == full.BitsPerSample && other.SampleFormat == full.SampleFormat;
        return same && other.IsReadByBlock && (isSaidToBe || (full.IsTiled && other.IsTiled)) && HasShape(full.Size, other.Size);
    }

    // Both sides are divided by one number and rounded up, down or to the nearest.
    private static bool HasShape(PixelSize full, PixelSize below)
    {
        if (below.Width >= full.Width || below.Height > full.Height)
        {
            return false;
        }

        double least = (double)full.Height * (below.Width - 1) / full.Width, most = (double)full.Height * (below.Width + 1) / full.Width;
        return below.Height >= least - 1 && below.Height <= most + 1;
    }

    private static void RefuseStacks(TiffFile file, TiffLayout full, OmeMetadata? ome)
    {
        if (ome is not null && (ome.Depths > 1 || ome.Times > 1 || ome.Channels > full.SamplesPerPixel))
        {
            throw new SlideFormatException(file.Path, $"holds {ome.Channels} channels, {ome.Depths} depths and {ome.Times} times; one plane of grey or RGB is read");
        }

        RefusePages(file);
    }

    /// <exception cref="SlideFormatException">Several pages have the size of the first.</exception>
    internal static void RefusePages(TiffFile file)
    {
        (long width, long height) = SizeOf(file.Directories[0]);
        int alike = file.Directories.Count(directory => SizeOf(directory) == (width, height));
        if (alike > 1)
        {
            throw new SlideFormatException(file.Path, $"holds a stack of {alike} pages of {width}×{height}; one plane of grey or RGB is read");
        }
    }

    private static (long Width, long Height) SizeOf(TiffDirectory directory) => (directory.Number(TiffTag.ImageWidth, 0), directory.Number(TiffTag.ImageLength, 0));
}
