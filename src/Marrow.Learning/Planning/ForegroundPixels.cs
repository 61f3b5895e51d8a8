using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>The annotated pixels of one case, channel by channel, row by row, inside the rectangle that is not black.</summary>
internal sealed class ForegroundPixels
{
    private readonly DataSetCase _case;
    private readonly int _channels;
    private readonly float[][]? _kept;

    private ForegroundPixels(DataSetCase one, PixelSize size, double relativeSize, float[][] values, ForegroundMemory memory)
    {
        (_case, _channels, Size, RelativeSize, Count) = (one, values.Length, size, relativeSize, values[0].Length);
        _kept = memory.TryTake(4L * values.Length * Count) ? values : null;
    }

    /// <summary>Size after the black frame is cut away.</summary>
    public PixelSize Size { get; }

    /// <summary>Area after cutting ÷ area before.</summary>
    public double RelativeSize { get; }

    public int Count { get; }

    public static ForegroundPixels Read(DataSetCase one, int channels, ForegroundMemory memory)
    {
        Planes picture = CaseReader.ReadImages(one, channels);
        if (picture.Channels != channels)
        {
            throw new InvalidDataException($"{one.Name}: has {picture.Channels} channels, dataset.json names {channels}");
        }

        PixelRectangle area = NonzeroCrop.Find(picture);
        float[][] values = Select(picture, CaseReader.ReadLabels(one, picture.Size), area);
        return new ForegroundPixels(one, area.Size, (double)area.Size.Area / picture.Size.Area, values, memory);
    }

    public float[] Channel(int channel)
    {
        if (_kept is not null)
        {
            return _kept[channel];
        }

        Planes picture = CaseReader.ReadImages(_case, _channels);
        return Select(picture, CaseReader.ReadLabels(_case, picture.Size), NonzeroCrop.Find(picture))[channel];
    }

    private static float[][] Select(Planes picture, LabelMap labels, PixelRectangle area)
    {
        List<int> places = [];
        for (int y = area.Y; y < area.Bottom; y++)
        {
            for (int x = area.X; x < area.Right; x++)
            {
                if (labels[x, y] > 0)
                {
                    places.Add((y * picture.Width) + x);
                }
            }
        }

        return Enumerable.Range(0, picture.Channels).Select(channel =>
        {
            Span<float> plane = picture.Plane(channel);
            float[] values = new float[places.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = plane[places[i]];
            }

            return values;
        }).ToArray();
    }
}
