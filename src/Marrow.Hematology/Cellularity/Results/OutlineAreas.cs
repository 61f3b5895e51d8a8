using Marrow.Imaging;

namespace Marrow.Hematology;

/// <summary>
/// What the outlines of a slide enclose, as one who draws them by hand does: the marrow region with the vessels and clefts that lie
/// in it, bone, and excluded parts. Specks belong to what most of their border touches.
/// </summary>
internal sealed class OutlineAreas
{
    // A speck has fewer cells than this; outlines of less cannot be told from the ragged border between two compartments.
    private const int SpeckCells = 64;

    private const byte Rest = (byte)Compartment.Glass, Marrow = (byte)Compartment.Haematopoietic, Bone = (byte)Compartment.Bone, Excluded = (byte)Compartment.Excluded;

    private readonly Raster<byte> kinds;

    private OutlineAreas(Raster<byte> kinds)
    {
        this.kinds = kinds;
    }

    /// <param name="labels">A <see cref="Compartment"/> a cell.</param>
    public static OutlineAreas Of(Raster<byte> labels)
    {
        OutlineAreas areas = new(new Raster<byte>(labels.Width, labels.Height, 1));
        for (int i = 0; i < labels.Samples.Length; i++)
        {
            areas.kinds.Samples[i] = (Compartment)labels.Samples[i] switch
            {
                Compartment.Haematopoietic or Compartment.Fat => Marrow,
                Compartment.Bone => Bone,
                Compartment.Excluded => Excluded,
                _ => Rest,
            };
        }

        foreach (byte kind in new[] { Bone, Rest, Excluded, Marrow })
        {
            areas.DissolveSpecks(kind);
        }

        return areas;
    }

    /// <summary>Haematopoietic marrow, fat, and excluded parts that neither bone nor glass touches; null where there is none.</summary>
    public Mask? MarrowRegion()
    {
        if (MaskOf(Marrow) is not { } region)
        {
            return null;
        }

        if (MaskOf(Excluded) is { } excluded)
        {
            (LabelMap parts, int[,] borders) = Borders(excluded, Excluded);
            for (int i = 0; i < region.Values.Length; i++)
            {
                int part = parts.Labels[i];
                region.Values[i] |= (byte)(part != 0 && borders[part, Bone] == 0 && borders[part, Rest] == 0 ? 1 : 0);
            }
        }

        return region;
    }

    /// <summary>Cells of haematopoietic marrow and fat in each of the region's outlines, in their order.</summary>
    public long[] MarrowCells(Mask region)
    {
        (LabelMap parts, int count) = ConnectedComponents.Label(region, eight: false);
        long[] cells = new long[count];
        for (int i = 0; i < parts.Labels.Length; i++)
        {
            if (kinds.Samples[i] == Marrow)
            {
                cells[parts.Labels[i] - 1]++;
            }
        }

        return cells;
    }

    /// <summary>Null where there is none.</summary>
    public Mask? MaskOf(Compartment compartment) => MaskOf((byte)compartment);

    private Mask? MaskOf(byte kind)
    {
        if (!kinds.Samples.AsSpan().Contains(kind))
        {
            return null;
        }

        var mask = new Mask(kinds.Width, kinds.Height);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            mask.Values[i] = (byte)(kinds.Samples[i] == kind ? 1 : 0);
        }

        return mask;
    }

    private void DissolveSpecks(byte kind)
    {
        if (MaskOf(kind) is not { } mask)
        {
            return;
        }

        (LabelMap parts, int[,] borders) = Borders(mask, kind);
        var cells = new int[borders.GetLength(0)];
        foreach (int part in parts.Labels)
        {
            cells[part]++;
        }

        for (int i = 0; i < parts.Labels.Length; i++)
        {
            int part = parts.Labels[i];
            if (part != 0 && cells[part] < SpeckCells)
            {
                kinds.Samples[i] = Longest(borders, part) ?? kind;
            }
        }
    }

    /// <summary>The mask's 4-connected parts, and how many edges of cells each shares with each other kind.</summary>
    private (LabelMap Parts, int[,] Borders) Borders(Mask mask, byte own)
    {
        (LabelMap parts, int count) = ConnectedComponents.Label(mask, eight: false);
        int[,] borders = new int[count + 1, (int)Compartment.Excluded + 1];
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                int part = parts[x, y];
                if (part == 0)
                {
                    continue;
                }

                borders[part, kinds[Math.Max(0, x - 1), y]]++;
                borders[part, kinds[Math.Min(mask.Width - 1, x + 1), y]]++;
                borders[part, kinds[x, Math.Max(0, y - 1)]]++;
                borders[part, kinds[x, Math.Min(mask.Height - 1, y + 1)]]++;
            }
        }

        for (int part = 0; part <= count; part++)
        {
            borders[part, own] = 0;
        }

        return (parts, borders);
    }

    /// <summary>The kind with most of the border, of two alike the lower; null where nothing else touches.</summary>
    private static byte? Longest(int[,] borders, int part)
    {
        byte? longest = null;
        for (byte kind = 0; kind < borders.GetLength(1); kind++)
        {
            longest = borders[part, kind] > (longest is { } best ? borders[part, best] : 0) ? kind : longest;
        }

        return longest;
    }
}
