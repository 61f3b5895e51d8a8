using Marrow.Imaging;

namespace Marrow.Radiomics;

/// <summary>Measures regions of pictures and stacks.</summary>
public static class RegionFeatures
{
    /// <summary>Measures every label above 0 of a label map; each region alone, side by side on <see cref="RadiomicsOptions.Threads"/> threads.</summary>
    /// <exception cref="ArgumentException">The label map has another size than the picture.</exception>
    public static RadiomicsTable Measure(GreyPicture picture, LabelMap labels, RadiomicsOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(options);
        CheckSize(picture.Samples, labels.Size);
        (GreyPicture prepared, LabelMap map) = Preparation.Of(picture, labels, options);
        IReadOnlyList<(int Label, PixelRectangle Box)> boxes = RegionCuts.Boxes(map);
        return Rows([prepared], [map], boxes, options, token);
    }

    /// <summary>Measures the region of a mask: one row, with no value and the reason where the mask is empty.</summary>
    /// <exception cref="ArgumentException">The mask has another size than the picture.</exception>
    public static RadiomicsTable Measure(GreyPicture picture, Mask mask, RadiomicsOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(options);
        CheckSize(picture.Samples, mask.Size);
        (GreyPicture prepared, LabelMap map) = Preparation.Of(picture, Labels(mask), options);
        return Rows([prepared], [map], [(1, RegionCuts.Boxes(map).Aggregate(default(PixelRectangle), (_, entry) => entry.Box))], options, token);
    }

    /// <summary>
    /// Measures one region that goes through the planes of a stack, in two dimensions: neighbours lie in the same plane,
    /// <see cref="RadiomicsOptions.Aggregation"/> says how planes are joined. Resampling of stacks is refused.
    /// </summary>
    /// <exception cref="ArgumentException">Planes and masks differ in number or size, or the options ask for resampling.</exception>
    public static RadiomicsTable MeasureStack(
        IReadOnlyList<GreyPicture> planes, IReadOnlyList<Mask> masks, RadiomicsOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(planes);
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(options);
        if (planes.Count == 0 || planes.Count != masks.Count)
        {
            throw new ArgumentException($"a stack needs one mask for each plane, got {planes.Count} planes and {masks.Count} masks", nameof(masks));
        }

        if (options.Resampling is not null)
        {
            throw new ArgumentException("a stack cannot be resampled: its planes lie at fixed places", nameof(options));
        }

        for (int i = 0; i < planes.Count; i++)
        {
            CheckSize(planes[i].Samples, masks[i].Size);
        }

        LabelMap[] maps = masks.Select(Labels).ToArray();
        GreyPicture[] prepared = Preparation.Normalize(planes, options);
        PixelRectangle box = maps.SelectMany(RegionCuts.Boxes).Select(entry => entry.Box).Aggregate(default(PixelRectangle), Union);
        return Rows(prepared, maps, [(1, box)], options, token);
    }

    private static RadiomicsTable Rows(
        GreyPicture[] planes, LabelMap[] maps, IReadOnlyList<(int Label, PixelRectangle Box)> boxes, RadiomicsOptions options, CancellationToken token)
    {
        List<FeatureValue>[] values = boxes.Select(_ => new List<FeatureValue>()).ToArray();
        var columns = new List<string>();
        bool[][] kept = boxes.Select(_ => Array.Empty<bool>()).ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = token };

        // Threads that regions side by side leave idle work within a region.
        RadiomicsOptions each = options with { Threads = Math.Max(1, options.Threads / Math.Max(1, boxes.Count)) };
        foreach ((string prefix, Raster<double>[] filtered) in Filtering.Each(planes, options.Filters))
        {
            // The shape belongs to the region, not to a filtered picture: pyradiomics gives it once, as original.
            bool first = columns.Count == 0;
            var measurement = new RegionMeasurement(each, withShape: first);
            columns.AddRange(measurement.Definitions.Select(definition =>
                $"{(definition.Family == FeatureFamily.Shape2D ? "original" : prefix)}_{definition.Column}"));
            Parallel.For(0, boxes.Count, parallel, i =>
            {
                Region outline = Cut(filtered, maps, boxes[i], planes[0].Spacing);
                if (first && options.Resegmentation is Resegmentation resegmentation)
                {
                    kept[i] = Keep(Cut(planes.Select(plane => plane.Samples).ToArray(), maps, boxes[i], planes[0].Spacing), resegmentation);
                }

                Region measured = kept[i].Length > 0 ? Reduce(outline, kept[i]) : outline;
                values[i].AddRange(measurement.Measure(outline, measured));
            });
        }

        RadiomicsRow[] rows = boxes.Select((entry, i) => new RadiomicsRow(entry.Label, entry.Box, values[i])).ToArray();
        return new RadiomicsTable(columns, rows, planes[0].Origin, options);
    }

    private static Region Cut(Raster<double>[] grey, LabelMap[] maps, (int Label, PixelRectangle Box) region, PixelSpacing spacing) =>
        region.Box.IsEmpty
            ? new Region([], spacing)
            : new Region(grey.Select((plane, i) => RegionCuts.Cut(plane, maps[i], region.Label, region.Box)).ToArray(), spacing);

    private static bool[] Keep(Region region, Resegmentation resegmentation)
    {
        if (region.Voxels.Length == 0)
        {
            return [];
        }

        (double lower, double upper) = resegmentation.Range(region.Voxels);
        return Array.ConvertAll(region.Voxels, value => value >= lower && value <= upper);
    }

    private static Region Reduce(Region region, bool[] kept)
    {
        int voxel = 0;
        var planes = new List<RegionPlane>();
        foreach (RegionPlane plane in region.Planes)
        {
            byte[] inside = (byte[])plane.Inside.Clone();
            for (int i = 0; i < inside.Length; i++)
            {
                if (inside[i] != 0)
                {
                    inside[i] = kept[voxel++] ? (byte)1 : (byte)0;
                }
            }

            planes.Add(new RegionPlane(plane.Width, plane.Height, plane.Values, inside));
        }

        return new Region(planes, region.Spacing);
    }

    private static LabelMap Labels(Mask mask) => new(mask.Width, mask.Height, Array.ConvertAll(mask.Values, value => (int)value));

    private static PixelRectangle Union(PixelRectangle a, PixelRectangle b)
    {
        if (a.IsEmpty)
        {
            return b;
        }

        int x = Math.Min(a.X, b.X), y = Math.Min(a.Y, b.Y);
        return new PixelRectangle(x, y, Math.Max(a.Right, b.Right) - x, Math.Max(a.Bottom, b.Bottom) - y);
    }

    private static void CheckSize(Raster<double> grey, PixelSize mask)
    {
        if (grey.Size != mask || grey.Channels != 1)
        {
            throw new ArgumentException($"the mask is {mask} and the picture {grey.Size} with {grey.Channels} channels: a region needs a grey picture and a mask of one size");
        }
    }
}
