using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Cuts patches out of training cases: a case at random, a place at random or, for the last third of each batch, around a pixel of a
/// random foreground class; where labels may be ignored, the others lie around a pixel that is not. Every sample has its own random
/// stream, so that batch n is the same whoever draws it and after a resume. The rules are nnU-Net's (its data loader for two dimensions).
/// </summary>
public sealed class PatchSampler
{
    /// <summary>The share of each batch that must hold foreground; nnU-Net's constant.</summary>
    public const double ForegroundShare = 0.33;

    private readonly IReadOnlyList<TrainingCase> cases;
    private readonly Augmentation augmentation;
    private readonly PixelSize patch;

    /// <param name="cases">At least one.</param>
    /// <param name="augmentation">Varies each cut-out and gives it its final size.</param>
    /// <param name="patch">The final size.</param>
    /// <exception cref="ArgumentException">There is no case.</exception>
    public PatchSampler(IReadOnlyList<TrainingCase> cases, Augmentation augmentation, PixelSize patch)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(augmentation);
        if (cases.Count == 0)
        {
            throw new ArgumentException("there is no training case to cut patches from", nameof(cases));
        }

        (this.cases, this.augmentation, this.patch) = (cases, augmentation, patch);
    }

    /// <summary>True where sample <paramref name="index"/> of a batch must hold foreground.</summary>
    public static bool IsForeground(int index, int batch) =>
        index >= (int)Math.Round(batch * (1 - ForegroundShare), MidpointRounding.ToEven);

    /// <summary>One sample of a batch, ready for the network.</summary>
    /// <param name="index">Which sample of the batch.</param>
    /// <param name="batch">How many samples a batch has.</param>
    /// <param name="random">The sample's own stream.</param>
    public TrainingPatch Draw(int index, int batch, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        TrainingCase source = cases[random.Integer(0, cases.Count)];
        return augmentation.Apply(Cut(source.Content, Corner(source, IsForeground(index, batch), random)), random);
    }

    /// <summary>Copies a rectangle; outside the case intensities are 0 and labels −1.</summary>
    internal static TrainingPatch Cut(TrainingPatch source, PixelRectangle area)
    {
        var cut = new TrainingPatch(new float[source.Channels * area.Width * area.Height], new short[area.Width * area.Height], area.Size);
        Array.Fill(cut.Labels, (short)-1);
        PixelRectangle shared = area.Intersect(new PixelRectangle(0, 0, source.Size.Width, source.Size.Height));
        for (int y = shared.Y; y < shared.Y + shared.Height; y++)
        {
            int from = (y * source.Size.Width) + shared.X, to = ((y - area.Y) * area.Width) + shared.X - area.X;
            source.Labels.AsSpan(from, shared.Width).CopyTo(cut.Labels.AsSpan(to));
            for (int channel = 0; channel < source.Channels; channel++)
            {
                source.Plane(channel).Slice(from, shared.Width).CopyTo(cut.Plane(channel)[to..]);
            }
        }

        return cut;
    }

    private PixelRectangle Corner(TrainingCase source, bool isForeground, RandomSource random)
    {
        PixelSize cut = augmentation.SourceSize, size = source.Content.Size;
        (int lowX, int highX) = Range(cut.Width, patch.Width, size.Width);
        (int lowY, int highY) = Range(cut.Height, patch.Height, size.Height);
        ReadOnlySpan<int> places = isForeground && source.ClassCount > 0 ? source.Places(random.Integer(0, source.ClassCount)) : source.AnnotatedPlaces;
        if (!places.IsEmpty)
        {
            int place = places[random.Integer(0, places.Length)];
            int x = Math.Max(lowX, (place % size.Width) - (cut.Width / 2)), y = Math.Max(lowY, (place / size.Width) - (cut.Height / 2));
            return new PixelRectangle(x, y, cut.Width, cut.Height);
        }

        return new PixelRectangle(random.Integer(lowX, highX + 1), random.Integer(lowY, highY + 1), cut.Width, cut.Height);
    }

    /// <summary>First and last corner along one axis: the final patch may touch the case's edges, no more, unless the case is smaller.</summary>
    private static (int Low, int High) Range(int cut, int final, int length)
    {
        int padding = Math.Max(cut - final, cut - length);
        int half = (padding + 1) / 2;
        return (-half, Math.Max(-half, length + half - cut));
    }
}
