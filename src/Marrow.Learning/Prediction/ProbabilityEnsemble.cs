using System.Numerics.Tensors;
using Marrow.Imaging;
using Marrow.Slides;

namespace Marrow.Learning;

/// <summary>
/// Joins predictions of several models: their probabilities are averaged, equally or by weights, and labels chosen anew.
/// The multi-resolution ensemble of 640, 960 and 1280 pixel models is this with the weights 0.25, 0.35, 0.40.
/// </summary>
public static class ProbabilityEnsemble
{
    /// <summary>Joins folders of <c>NAME.npz</c>; every folder must hold every picture. Goes on past a picture that cannot be joined.</summary>
    /// <param name="members">The folders, and a weight above 0 for each; null for equal ones.</param>
    /// <returns>How many pictures were joined, and why others were not.</returns>
    /// <exception cref="InvalidDataException">A picture is missing in a folder.</exception>
    /// <exception cref="IOException">The target is one of the folders.</exception>
    public static (int Joined, IReadOnlyList<InvalidDataException> Failures) Join((IReadOnlyList<string> Folders, IReadOnlyList<double>? Weights) members, LabelTable table, string target, CancellationToken token)
    {
        (IReadOnlyList<string> folders, IReadOnlyList<double>? weights) = members;
        if (folders.Count == 0 || (weights is not null && (weights.Count != folders.Count || weights.Any(weight => weight is not > 0))))
        {
            throw new ArgumentException($"an ensemble of {folders.Count} folders needs as many weights above 0");
        }

        string[][] names = folders.Select(folder => Directory.GetFiles(folder, "*.npz").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal).ToArray()).ToArray();
        string[] all = names.SelectMany(list => list).Distinct().Order(StringComparer.Ordinal).ToArray();
        for (int i = 0; i < folders.Count; i++)
        {
            if (all.Except(names[i]).FirstOrDefault() is { } missing)
            {
                throw new InvalidDataException($"{folders[i]} lacks {missing}; predict every picture with every model, with --probabilities");
            }
        }

        if (folders.Any(folder => RealPath.Of(folder) == RealPath.Of(target)))
        {
            throw new IOException($"{target}: is one of the folders to be joined; name another one for the joined labels");
        }

        Directory.CreateDirectory(target);
        List<InvalidDataException> failures = [];
        foreach (string name in all)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                LabelMap labels = Labels(folders.Select(folder => Path.Combine(folder, name)).ToArray(), weights, table);
                LabelPictures.Write(Path.Combine(target, Path.ChangeExtension(name, ".png")), labels);
            }
            catch (InvalidDataException failure)
            {
                failures.Add(failure);
            }
        }

        return (all.Length - failures.Count, failures);
    }

    private static LabelMap Labels(string[] files, IReadOnlyList<double>? weights, LabelTable table)
    {
        (int[] shape, float[] sum) = NumpyArchive.Read(files[0], "probabilities");
        if (shape.Length != 4 || shape[0] != table.HeadCount)
        {
            throw new InvalidDataException($"{files[0]}: wanted {table.HeadCount} probabilities a pixel, got the shape {string.Join(" × ", shape)}");
        }

        TensorPrimitives.Multiply(sum, (float)(weights?[0] ?? 1), sum);
        for (int i = 1; i < files.Length; i++)
        {
            (int[] other, float[] values) = NumpyArchive.Read(files[i], "probabilities");
            if (!other.SequenceEqual(shape))
            {
                throw new InvalidDataException($"{files[i]}: has the shape {string.Join(" × ", other)}, {files[0]} has {string.Join(" × ", shape)}");
            }

            TensorPrimitives.MultiplyAdd(values, (float)(weights?[i] ?? 1), sum, sum);
        }

        TensorPrimitives.Divide(sum, (float)(weights?.Sum() ?? files.Length), sum);
        Raster<byte> labels = LogitRows.Choose(table, sum, new PixelSize(shape[3], shape[2]));
        return new LabelMap(labels.Width, labels.Height, Array.ConvertAll(labels.Samples, label => (int)label));
    }
}
