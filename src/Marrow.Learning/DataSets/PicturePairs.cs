using System.Globalization;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>Turns a folder of pictures and a folder of masks with the same names into a data set in nnU-Net's layout, and back.</summary>
public static class PicturePairs
{
    /// <summary>
    /// Writes <c>DatasetXXX_Name</c> below a folder: colour pictures as one RGB PNG, grey ones as one channel (palettes of greys as either, as the others are),
    /// masks as consecutive labels.
    /// The grey levels that occur in the masks, ascending, become the labels 0, 1, 2 …; the first must be background.
    /// </summary>
    /// <param name="names">A name for each label but background, in order of grey level.</param>
    /// <exception cref="InvalidDataException">A pair is incomplete, sizes differ, channels are mixed, or the masks hold another number of levels.</exception>
    public static DataSetFolder Import(string images, string masks, string target, IReadOnlyList<string> names)
    {
        (string Name, string Image, string Mask)[] pairs = Pair(images, masks);
        int[] levels = ParallelFailure.Unbundle(() => pairs.AsParallel().Select(pair => PictureFile.ReadLabels(pair.Mask).Labels.Distinct().ToArray()).ToArray())
            .SelectMany(own => own).Distinct().Order().ToArray();
        if (levels.Length != names.Count + 1 || levels[0] != 0)
        {
            throw new InvalidDataException($"the masks hold the levels {string.Join(", ", levels.Take(20))}; wanted 0 and one level for each of the {names.Count} names");
        }

        Colours[] colours = ParallelFailure.Unbundle(() => pairs.AsParallel().AsOrdered().Select(pair => Write(pair, target, levels)).ToArray());
        Colours[] kinds = [.. colours.Where(kind => kind != Colours.Palette).DefaultIfEmpty(Colours.Gray)];
        if (kinds.Distinct().Count() > 1)
        {
            throw new InvalidDataException($"colour and grey pictures are mixed: {pairs[Array.FindIndex(colours, kind => kind == kinds.First(other => other != kinds[0]))].Name} has another number of channels than {pairs[Array.IndexOf(colours, kinds[0])].Name}");
        }

        if (kinds[0] == Colours.Rgb)
        {
            foreach ((string name, string image, _) in pairs.Where((_, i) => colours[i] == Colours.Palette))
            {
                WriteRgb(ImageFile(target, name), image);
            }
        }

        string[] channelNames = kinds[0] == Colours.Gray ? ["grey"] : ["R", "G", "B"];
        LabelEntry[] labels = [new("background", [0]), .. names.Select((name, i) => new LabelEntry(name, [i + 1]))];
        WholeFile.WriteText(Path.Combine(target, "dataset.json"), DataSetDescription.Create(channelNames, labels, pairs.Length, ".png").ToJson());
        return DataSetFolder.Open(target);
    }

    /// <summary>Writes every case as <c>images/NAME.png</c> (only data sets of one file a case) and <c>masks/NAME.png</c>.</summary>
    /// <exception cref="InvalidDataException">The cases have several channel files.</exception>
    public static void Export(DataSetFolder folder, string target)
    {
        Directory.CreateDirectory(Path.Combine(target, "images"));
        Directory.CreateDirectory(Path.Combine(target, "masks"));
        foreach (DataSetCase one in folder.Cases)
        {
            if (one.Images.Count != 1)
            {
                throw new InvalidDataException($"{one.Name}: has {one.Images.Count} channel files; only one picture a case can be exported as pairs");
            }

            WholeFile.WriteNamed(Path.Combine(target, "images", one.Name + folder.Description.FileEnding), path => File.Copy(one.Images[0], path, overwrite: true));
            WholeFile.WriteNamed(Path.Combine(target, "masks", one.Name + folder.Description.FileEnding), path => File.Copy(one.Label!, path, overwrite: true));
        }
    }

    private static (string Name, string Image, string Mask)[] Pair(string images, string masks)
    {
        Dictionary<string, string> pictures = ByName(images), truths = ByName(masks);
        string[] lonely = pictures.Keys.Except(truths.Keys).Select(name => $"{name} has no mask").Concat(truths.Keys.Except(pictures.Keys).Select(name => $"{name} has no picture")).Order(StringComparer.Ordinal).ToArray();
        if (pictures.Count == 0 || lonely.Length > 0)
        {
            throw new InvalidDataException(pictures.Count == 0 ? $"{images} holds no picture" : $"{lonely.Length} pairs are incomplete: {string.Join(", ", lonely.Take(5))}");
        }

        return pictures.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value, truths[pair.Key])).ToArray();
    }

    private static Dictionary<string, string> ByName(string folder) => SearchedFiles.Pictures(folder)
        .GroupBy(file => Path.GetFileNameWithoutExtension(file))
        .ToDictionary(files => files.Key, files => files.Count() == 1 ? files.Single() : throw new InvalidDataException($"{folder} holds {string.Join(" and ", files.Select(Path.GetFileName).Order(StringComparer.Ordinal))}, which have one name"));

    private static Colours Write((string Name, string Image, string Mask) pair, string target, int[] levels)
    {
        Raster<float> picture = PictureFile.ReadSamples(pair.Image);
        LabelMap mask = PictureFile.ReadLabels(pair.Mask);
        if (picture.Size != mask.Size)
        {
            throw new SlideFormatException(pair.Mask, $"is {mask.Size}, but its picture is {picture.Size}");
        }

        Directory.CreateDirectory(Path.Combine(target, "imagesTr"));
        Directory.CreateDirectory(Path.Combine(target, "labelsTr"));
        Raster<float>? palette = PictureFile.GrayOfPalette(pair.Image, picture), gray = picture.Channels == 1 ? picture : palette;
        string image = ImageFile(target, pair.Name);
        if (gray is not null)
        {
            WriteGray(image, pair.Image, gray);
        }
        else
        {
            WriteRgb(image, pair.Image);
        }

        byte[] labels = Array.ConvertAll(mask.Labels, level => (byte)Array.BinarySearch(levels, level));
        PictureFile.WritePng(Path.Combine(target, "labelsTr", $"{pair.Name}.png"), new Raster<byte>(mask.Width, mask.Height, 1, labels));
        return palette is not null ? Colours.Palette : gray is not null ? Colours.Gray : Colours.Rgb;
    }

    private static string ImageFile(string target, string name) => Path.Combine(target, "imagesTr", $"{name}_0000.png");

    private static void WriteRgb(string target, string path) => PictureFile.WritePng(target, PictureFile.ReadUncutRgb(path));

    // Grey levels as they are stored: neither 16 bits nor fewer are brought to eight.
    private static void WriteGray(string target, string path, Raster<float> picture)
    {
        LabelMap levels = new(picture.Width, picture.Height);
        for (int i = 0; i < levels.Labels.Length; i++)
        {
            float sample = picture.Samples[i];
            levels.Labels[i] = sample is >= 0 and <= ushort.MaxValue && sample == MathF.Truncate(sample)
                ? (int)sample
                : throw new SlideFormatException(path, string.Create(CultureInfo.InvariantCulture, $"holds {sample}; a data set of PNG keeps whole numbers from 0 to {ushort.MaxValue}"));
        }

        if (levels.Labels.Max() > byte.MaxValue)
        {
            PictureFile.WritePng16(target, levels);
        }
        else
        {
            PictureFile.WritePng(target, new Raster<byte>(levels.Width, levels.Height, 1, Array.ConvertAll(levels.Labels, level => (byte)level)));
        }
    }

    private enum Colours
    {
        Gray,
        Rgb,

        /// <summary>A palette of greys, which is written as grey.</summary>
        Palette,
    }
}
