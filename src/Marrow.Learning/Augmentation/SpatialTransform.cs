using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Turns and scales a cut-out about its centre into the final patch. Intensities are interpolated bilinearly with zero outside;
/// labels by the largest of the bilinearly interpolated label shares, so that image and labels move together.
/// </summary>
/// <param name="Angle">Radians; the sampling grid turns by this angle from the y axis towards the x axis.</param>
/// <param name="Scale">Above 1 shows more of the case, smaller.</param>
internal readonly record struct SpatialTransform(double Angle, double Scale)
{
    /// <summary>Cuts the centre without turning or scaling: every value is copied.</summary>
    public static TrainingPatch CropCenter(TrainingPatch source, PixelSize size)
    {
        var target = new TrainingPatch(new float[source.Channels * size.Width * size.Height], new short[size.Width * size.Height], size);
        int left = (source.Size.Width / 2) - (size.Width / 2), top = (source.Size.Height / 2) - (size.Height / 2);
        for (int y = 0; y < size.Height; y++)
        {
            int from = ((top + y) * source.Size.Width) + left;
            source.Labels.AsSpan(from, size.Width).CopyTo(target.Labels.AsSpan(y * size.Width));
            for (int channel = 0; channel < source.Channels; channel++)
            {
                source.Plane(channel).Slice(from, size.Width).CopyTo(target.Plane(channel)[(y * size.Width)..]);
            }
        }

        return target;
    }

    /// <summary>Samples the final patch out of a cut-out that is at least as large.</summary>
    public TrainingPatch Apply(TrainingPatch source, PixelSize size)
    {
        var target = new TrainingPatch(new float[source.Channels * size.Width * size.Height], new short[size.Width * size.Height], size);
        short[] labels = Occurring(source.Labels);
        int channels = source.Channels;
        double cosine = Math.Cos(Angle) * Scale, sine = Math.Sin(Angle) * Scale;
        for (int y = 0; y < size.Height; y++)
        {
            double fromY = y - ((size.Height - 1) / 2.0);
            for (int x = 0; x < size.Width; x++)
            {
                double fromX = x - ((size.Width - 1) / 2.0);
                double placeY = (cosine * fromY) - (sine * fromX) + ((source.Size.Height - 1) / 2.0);
                double placeX = (sine * fromY) + (cosine * fromX) + ((source.Size.Width - 1) / 2.0);
                var corners = new BilinearCorners(placeX, placeY, source.Size);
                int at = (y * size.Width) + x;
                target.Labels[at] = corners.LargestShare(source.Labels, labels);
                for (int channel = 0; channel < channels; channel++)
                {
                    target.Plane(channel)[at] = corners.Mix(source.Plane(channel));
                }
            }
        }

        return target;
    }

    // In rising order. Neighbours are mostly of one kind.
    private static short[] Occurring(ReadOnlySpan<short> labels)
    {
        SortedSet<short> found = [];
        while (!labels.IsEmpty)
        {
            found.Add(labels[0]);
            int other = labels.IndexOfAnyExcept(labels[0]);
            labels = other < 0 ? [] : labels[other..];
        }

        return [.. found];
    }
}
