using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Marrow.Imaging;

namespace Marrow.Slides;

/// <summary>Reads and writes whole pictures (PNG, JPEG, BMP, TIFF) that fit in memory; <see cref="Slide"/> reads by region.</summary>
/// <remarks>Pixels come as they are stored: an orientation in the metadata is not applied.</remarks>
public static class PictureFile
{
    private const int RowsAtOnce = 256;

    /// <summary>H × W × 3 RGB: grey is repeated, 16-bit keeps its upper byte, transparency lies over white.</summary>
    /// <exception cref="SlideFormatException">Not a picture, damaged, or too large for memory.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Raster<byte> ReadRgb(string path)
    {
        Raster<byte> picture = ReadBytes(path);
        return picture.Channels == 3 ? picture : GrayPicture.ToRgb(picture);
    }

    /// <summary>H × W × 3 RGB as <see cref="ReadRgb"/> gives it, but of pictures with up to 8 bits a sample only: for measurements, which deeper colours must not enter cut.</summary>
    /// <inheritdoc cref="ReadRgb"/>
    public static Raster<byte> ReadUncutRgb(string path)
    {
        Raster<byte> picture = ReadBytes(path, mostBits: 8);
        return picture.Channels == 3 ? picture : GrayPicture.ToRgb(picture);
    }

    /// <summary>The resolution that a TIFF states as microscopes do (<see cref="Slide.Pitch"/>); null for other pictures, whose densities are for screens and printers.</summary>
    /// <inheritdoc cref="ReadRgb"/>
    public static PixelPitch? StatedPitch(string path)
    {
        if (Known(path) != PictureKind.Tiff)
        {
            return null;
        }

        using Slide slide = Slide.Open(path);
        return slide.Pitch;
    }

    /// <summary>H × W × 1: grey as stored, or the <see cref="Luma"/> of colour.</summary>
    /// <inheritdoc cref="ReadRgb"/>
    public static Raster<byte> ReadGray(string path)
    {
        Raster<byte> picture = ReadBytes(path);
        return picture.Channels == 1 ? picture : Luma.Gray(picture);
    }

    /// <summary>
    /// A mask: inside is where a grey, an index of a palette or any colour channel is not zero; transparency is not looked at.
    /// A JPEG of more than two levels is refused: its losses scatter greys about every border, which would count as inside.
    /// </summary>
    /// <inheritdoc cref="ReadRgb"/>
    public static Mask ReadMask(string path)
    {
        Raster<float> samples = ReadStored(path);
        if (PictureSignature.Of(path) == PictureKind.Jpeg && samples.Samples.Distinct().Take(3).Count() > 2)
        {
            throw new SlideFormatException(path, "is a JPEG of more than two levels, whose losses blur a mask's border; save masks as PNG or TIFF");
        }

        int colours = samples.Channels is 2 or 4 ? samples.Channels - 1 : samples.Channels;
        Mask mask = new(samples.Width, samples.Height);
        for (int i = 0, from = 0; i < mask.Values.Length; i++, from += samples.Channels)
        {
            mask.Values[i] = samples.Samples.AsSpan(from, colours).ContainsAnyExcept(0f) ? (byte)1 : (byte)0;
        }

        return mask;
    }

    /// <summary>Labels as stored: 8 or 16-bit grey, or the index of a palette.</summary>
    /// <exception cref="SlideFormatException">Not a picture, damaged, a picture in colour, or fractions.</exception>
    public static LabelMap ReadLabels(string path)
    {
        Raster<float> samples = ReadStored(path);
        if (samples.Channels != 1)
        {
            throw new SlideFormatException(path, $"has {samples.Channels} channels; a label image has one, grey or indexed");
        }

        LabelMap labels = new(samples.Width, samples.Height);
        TensorPrimitives.ConvertTruncating<float, int>(samples.Samples, labels.Labels);
        for (int i = 0; i < labels.Labels.Length; i++)
        {
            if (labels.Labels[i] != samples.Samples[i])
            {
                throw new SlideFormatException(path, string.Create(CultureInfo.InvariantCulture, $"holds {samples.Samples[i]}; labels are whole numbers"));
            }
        }

        return labels;
    }

    /// <summary>
    /// The size of a TIFF whose samples <see cref="ReadSamples"/> reads and <see cref="Slide"/> does not: deeper than 16 bits, signed, floating-point,
    /// or of other channels than a colour has. Null for every other file.
    /// </summary>
    public static PixelSize? SizeOfSamplesAlone(string path)
    {
        if (PictureSignature.Of(path) != PictureKind.Tiff)
        {
            return null;
        }

        try
        {
            using TiffFile file = TiffFile.Open(path);
            TiffLayout layout = TiffLayout.Of(file.Directories[0]);
            return layout.HasSlideDepth && layout.HasSlideColours ? null : layout.Size;
        }
        catch (SlideFormatException)
        {
            // Whoever opens it says what is wrong.
            return null;
        }
    }

    /// <summary>Raw values of every channel at any depth (8 to 32 bit, integer or float), H × W × C; palettes give their colours.</summary>
    /// <inheritdoc cref="ReadRgb"/>
    public static Raster<float> ReadSamples(string path)
    {
        PictureKind kind = Known(path);
        if (kind == PictureKind.Bmp)
        {
            return ToFloat(ReadBytes(path));
        }

        if (kind == PictureKind.Tiff)
        {
            using TiffFile pages = TiffFile.Open(path);
            TiffPyramid.RefusePages(pages);
            TiffLayout.Of(pages.Directories[0]).CheckNumbers();
        }

        try
        {
            using VipsImage image = VipsImage.Open(path, LoaderOf(kind));
            RowSource.CheckSize(path, new PixelSize(image.Width, image.Height));
            Raster<float> samples = Allocate<float>(path, image.Width, image.Height, image.Bands);
            using VipsOperation cast = new("cast");
            using VipsImage floats = image.Through(cast.With("format", "float"));
            for (int y = 0; y < image.Height; y += RowsAtOnce)
            {
                int rows = Math.Min(RowsAtOnce, image.Height - y), stride = image.Width * image.Bands;
                floats.Fetch(0, y, image.Width, rows, MemoryMarshal.AsBytes(samples.Samples.AsSpan(y * stride, rows * stride)));
            }

            return samples;
        }
        catch (VipsException failure)
        {
            throw failure.AsDamage(path, kind.ToString());
        }
    }

    /// <summary>One channel of samples that <see cref="ReadSamples"/> gave, where the file has a palette and all its pixels are grey; else null.</summary>
    public static Raster<float>? GrayOfPalette(string path, Raster<float> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Channels != 3 || !StoredIndices.HasPalette(path, PictureSignature.Of(path)))
        {
            return null;
        }

        Raster<float> gray = new(samples.Width, samples.Height, 1);
        for (int i = 0; i < gray.Samples.Length; i++)
        {
            ReadOnlySpan<float> colour = samples.Samples.AsSpan(3 * i, 3);
            if (colour[0] != colour[1] || colour[0] != colour[2])
            {
                return null;
            }

            gray.Samples[i] = colour[0];
        }

        return gray;
    }

    /// <summary>Writes 1, 3 or 4 channels as 8-bit PNG; whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WritePng(string path, Raster<byte> picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Save(path, MemoryMarshal.AsBytes(picture.Samples.AsSpan()), Layout(picture, 1, 3, 4), () => new VipsOperation("pngsave_target").With("compression", "3"));
    }

    /// <summary>Writes labels 0–65535 as 16-bit grey PNG; whole or not at all.</summary>
    /// <exception cref="ArgumentException">A label does not fit 16 bits.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WritePng16(string path, LabelMap labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ushort[] words = new ushort[labels.Labels.Length];
        for (int i = 0; i < words.Length; i++)
        {
            int label = labels.Labels[i];
            words[i] = label is >= 0 and <= ushort.MaxValue
                ? (ushort)label
                : throw new ArgumentException($"label {label} does not fit 16 bits", nameof(labels));
        }

        Save(path, MemoryMarshal.AsBytes(words.AsSpan()), new VipsLayout(labels.Width, labels.Height, 1, 2), () => new VipsOperation("pngsave_target").With("compression", "3"));
    }

    /// <summary>Writes 1 or 3 channels as a baseline JPEG without metadata; whole or not at all.</summary>
    /// <param name="quality">1 to 100; 90 and above keeps full colour resolution.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteJpeg(string path, Raster<byte> picture, int quality)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        Layout(picture, 1, 3);
        WholeFile.Write(path, stream => JpegPicture.Write(stream, picture, quality));
    }

    // Samples as stored, palettes as their indices.
    private static Raster<float> ReadStored(string path)
    {
        if (StoredIndices.Read(path, Known(path)) is not { } labels)
        {
            return ReadSamples(path);
        }

        Raster<float> samples = new(labels.Width, labels.Height, 1);
        TensorPrimitives.ConvertTruncating<int, float>(labels.Labels, samples.Samples);
        return samples;
    }

    // Decoded as 8-bit grey or RGB.
    private static Raster<byte> ReadBytes(string path, int mostBits = 16)
    {
        PictureKind kind = Known(path);
        if (kind == PictureKind.Tiff)
        {
            using Slide slide = Slide.Open(path);
            CheckDepth(path, slide.BitsPerSample, mostBits);
            return ReadWhole(slide);
        }

        using RowSource rows = RowSource.Open(path, kind);
        CheckDepth(path, rows.BitsPerSample, mostBits);
        Raster<byte> picture = Allocate<byte>(path, rows.Size.Width, rows.Size.Height, rows.Channels);
        int stride = picture.Width * picture.Channels;
        for (int y = 0; y < picture.Height; y += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, picture.Height - y);
            rows.ReadRows(y, count, picture.Samples.AsSpan(y * stride, count * stride));
        }

        return picture;
    }

    private static Raster<byte> ReadWhole(Slide slide)
    {
        PixelSize size = slide.Size;
        CheckFits(slide.Path, size.Width, size.Height, 3);
        Raster<byte> rgb = slide.Read(0, new PixelRectangle(0, 0, size.Width, size.Height));
        return slide.IsGray ? GrayPicture.FirstChannel(rgb) : rgb;
    }

    private static void CheckDepth(string path, int bits, int mostBits)
    {
        if (bits > mostBits)
        {
            throw new SlideFormatException(path, $"has {bits} bits a sample; colour is measured in {mostBits}, and the rest is not cut off unasked");
        }
    }

    private static PictureKind Known(string path) => PictureSignature.Of(path) switch
    {
        PictureKind.Unknown => throw new SlideFormatException(path, "is not a PNG, JPEG, BMP or TIFF"),
        PictureKind.Dicom => throw new SlideFormatException(path, "is a DICOM file, which is not supported"),
        PictureKind kind => kind,
    };

    private static string LoaderOf(PictureKind kind) => kind.ToString().ToLowerInvariant() + "load";

    private static Raster<T> Allocate<T>(string path, int width, int height, int channels)
        where T : unmanaged
    {
        CheckFits(path, width, height, channels);
        return new Raster<T>(width, height, channels);
    }

    private static void CheckFits(string path, int width, int height, int channels)
    {
        if (checked((long)width * height) > Array.MaxLength / channels)
        {
            throw new SlideFormatException(path, $"has {width}×{height}×{channels} samples, which do not fit one picture in memory");
        }
    }

    private static Raster<float> ToFloat(Raster<byte> picture)
    {
        Raster<float> samples = new(picture.Width, picture.Height, picture.Channels);
        TensorPrimitives.ConvertTruncating<byte, float>(picture.Samples, samples.Samples);
        return samples;
    }

    private static VipsLayout Layout(Raster<byte> picture, params ReadOnlySpan<int> channels) =>
        channels.Contains(picture.Channels)
            ? new VipsLayout(picture.Width, picture.Height, picture.Channels)
            : throw new ArgumentException($"a picture of {picture.Channels} channels has no place in this format", nameof(picture));

    private static unsafe void Save(string path, ReadOnlySpan<byte> samples, VipsLayout layout, Func<VipsOperation> save)
    {
        fixed (byte* pinned = samples)
        {
            nint start = (nint)pinned;
            WholeFile.WriteNamed(path, temporary =>
            {
                try
                {
                    using VipsImage image = VipsImage.Wrap((void*)start, layout);
                    using VipsOperation operation = save();
                    image.SaveFile(operation, temporary);
                }
                catch (VipsException failure)
                {
                    // libvips keeps no number of a system's error.
                    string reason = failure.Message.Contains("unix error", StringComparison.Ordinal) ? "the system takes no more bytes, the disk may be full" : failure.Message;
                    throw new IOException($"{Path.GetFileName(path)}: {reason}", failure);
                }
            });
        }
    }
}
