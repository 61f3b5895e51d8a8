namespace Marrow.Imaging;

/// <summary>A number for each pixel: H × W labels, row by row; 0 is background, objects count from 1.</summary>
public sealed class LabelMap
{
    public LabelMap(int width, int height)
        : this(width, height, new int[RasterSize.SampleCount(width, height, 1)])
    {
    }

    /// <summary>Wraps labels that the caller hands over.</summary>
    /// <exception cref="ArgumentException">The array's length is not width × height.</exception>
    public LabelMap(int width, int height, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Length != RasterSize.SampleCount(width, height, 1))
        {
            throw new ArgumentException($"a label map of {width}×{height} has {(long)width * height} labels, got {labels.Length}", nameof(labels));
        }

        (Width, Height, Labels) = (width, height, labels);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The labels, row by row; the storage itself, not a copy.</summary>
    public int[] Labels { get; }

    public PixelSize Size => new(Width, Height);

    public int this[int x, int y]
    {
        get => Labels[(y * Width) + x];
        set => Labels[(y * Width) + x] = value;
    }

    public Span<int> Row(int y) => Labels.AsSpan(y * Width, Width);

    /// <summary>Gives every object the label that stands at its own in a table; index 0 stands for background.</summary>
    public void Rename(ReadOnlySpan<int> names)
    {
        foreach (ref int label in Labels.AsSpan())
        {
            label = label == 0 ? 0 : names[label];
        }
    }
}
