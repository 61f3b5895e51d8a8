using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Reads a picture with as many channels as a model wants: as it is, colour without transparency for three, grey by luma for one.</summary>
internal static class PictureChannels
{
    /// <summary>A picture to look at; of samples that are no colours the first channel as grey, from its least value to its largest.</summary>
    public static Raster<byte> View(string path)
    {
        if (PictureFile.SizeOfSamplesAlone(path) is null)
        {
            return PictureFile.ReadRgb(path);
        }

        Raster<float> samples = PictureFile.ReadSamples(path);
        (float least, float most) = (samples.Samples.Min(), samples.Samples.Max());
        var view = new Raster<byte>(samples.Width, samples.Height, 3);
        for (int at = 0; at < view.Samples.Length; at++)
        {
            float value = samples.Samples[at / 3 * samples.Channels];
            view.Samples[at] = most > least ? (byte)(255 * ((value - least) / (most - least))) : (byte)0;
        }

        return view;
    }

    public static Planes Read(string path, int channels)
    {
        Raster<float> samples = PictureFile.ReadSamples(path);
        if (samples.Samples.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            throw new SlideFormatException(path, "holds a sample that is not a number or infinite");
        }

        if (samples.Channels == channels)
        {
            return Planes.From(samples);
        }

        Raster<byte> converted = channels switch
        {
            3 => PictureFile.ReadRgb(path),
            1 => PictureFile.ReadGray(path),
            _ => throw new SlideFormatException(path, $"has {samples.Channels} channels, the model wants {channels}"),
        };
        return Planes.From(new Raster<float>(converted.Width, converted.Height, converted.Channels, Array.ConvertAll(converted.Samples, value => (float)value)));
    }
}
