using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Marrow.Imaging;
using Marrow.Learning;
using Marrow.Slides;

namespace Marrow.Hematology.Segmentation;

/// <summary>
/// The learned part of the segmentation: a small U-Net trained on drawn sections (see models/marrow-region), which says of each place at
/// about 2 µm per pixel which compartment it is.
/// </summary>
internal sealed class CompartmentNetwork : IDisposable
{
    /// <summary>Side of a working pixel in µm above which nuclei are lost and the network is not asked.</summary>
    public const double Coarsest = 3.5;

    // What the network was trained at.
    private const double Micrometers = 2;

    // The Dice loss weighs what is rare in the drawn sections like what is common, so the excluded are found too readily: their logit must lead by this
    // much. Chosen on drawn sections and real fields together.
    private const float RareBias = 5;

    // A second look at the picture turned by half evens out what one misreads; four looks bring little more and take twice as long.
    private static readonly (bool X, bool Y)[] Views = [(false, false), (true, true)];

    // Tiles bound the memory; the margin is what a decision may depend on.
    private const int TileSide = 640, Margin = 64;

    // A tile with less than this share of pixels clearly darker than white holds no tissue.
    private const double LeastTissue = 0.004;

    private static readonly ConcurrentDictionary<string, Lazy<Task<CompartmentNetwork>>> Opened = new();

    // Held for all tiles of a window.
    private readonly Lock _turn = new();

    private readonly PictureNetwork _network;
    private readonly Compartment[] _compartments;

    private CompartmentNetwork(string folder)
    {
        SegmentationModel model = SegmentationModel.Open(folder);
        Name = ModelCard.Read(folder)?.Name ?? Path.GetFileName(folder);
        _compartments = [.. PhantomDataSet.Labels];
        if (model.Description.Labels.HeadCount != _compartments.Length)
        {
            throw new InvalidDataException($"{Name}: the model has {model.Description.Labels.HeadCount} labels, a marrow region has {_compartments.Length}");
        }

        _network = new PictureNetwork(model, model.Folds[0], Views);
    }

    public string Name { get; }

    public string Arithmetic => _network.Arithmetic.ToString().ToLowerInvariant();

    /// <summary>Where the model that ships with Marrow lies.</summary>
    public static string ShippedFolder => Path.Combine(AppContext.BaseDirectory, "models", "marrow-region");

    /// <summary>Opens a model folder; later calls share it.</summary>
    /// <param name="folder">Null for the one that ships.</param>
    /// <exception cref="SlideFormatException">The model is missing, damaged or of another kind.</exception>
    public static CompartmentNetwork Open(string? folder)
    {
        string path = Path.GetFullPath(folder ?? ShippedFolder);
        try
        {
            return Loading(path).GetAwaiter().GetResult();
        }
        catch (Exception problem) when (problem is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            Opened.TryRemove(path, out _);
            throw new SlideFormatException(path, $"the region model cannot be used ({problem.Message}); --region classical does without");
        }
    }

    /// <summary>SHA-256 of the model's card, which holds the hashes of its files. Loading begins meanwhile; <see cref="Open"/> waits for it.</summary>
    /// <exception cref="SlideFormatException">The model is missing, damaged or of another kind; what takes long to find is said by <see cref="Open"/>.</exception>
    public static string Sha256(string? folder)
    {
        string card = Path.Combine(folder ?? ShippedFolder, "model.json");
        if (!File.Exists(card))
        {
            Open(folder);
        }

        string hash = FileHash.Sha256(card);
        _ = Loading(Path.GetFullPath(folder ?? ShippedFolder));
        return hash;
    }

    /// <summary>Waits for what is still loading: a process that ends in the midst of it aborts.</summary>
    public static void Settle()
    {
        foreach (Lazy<Task<CompartmentNetwork>> loading in Opened.Values)
        {
            ((IAsyncResult)loading.Value).AsyncWaitHandle.WaitOne();
        }
    }

    public static bool Fits(Scene scene) => scene.Working <= Coarsest;

    /// <summary>The compartment of each pixel of a window at working size.</summary>
    /// <param name="colour">H × W × 3 at working size, as the slide shows it; gone once it has been reduced to what the network sees.</param>
    /// <param name="brightness">H × W, relative to the slide's white.</param>
    public Compartment[] Classify(ref Raster<byte>? colour, Raster<byte> brightness, Scene scene)
    {
        double factor = scene.Working / Micrometers;
        var size = new PixelSize(Scaled(brightness.Width, factor), Scaled(brightness.Height, factor));
        Raster<byte> seen = Resized(colour!, size);
        colour = null;
        byte level = (byte)Math.Ceiling(Appearance.White - (0.2 * scene.Appearance.Contrast));
        Planes logits;
        // One window after the other: were tiles of two taken in turns, both windows would wait for the last ones, and no processor would have other work.
        lock (_turn)
        {
            logits = new Planes(_network.Heads, size.Width, size.Height);
            foreach (PixelRectangle core in Tiles(size))
            {
                Label(seen, core, (brightness, level), logits);
            }
        }

        return Choose(logits, brightness.Size);
    }

    /// <summary>Gives back the memory that windows took; the weights stay.</summary>
    public void Rest() => _network.Rest();

    public void Dispose() => _network.Dispose();

    private static Task<CompartmentNetwork> Loading(string path) =>
        Opened.GetOrAdd(path, found => new Lazy<Task<CompartmentNetwork>>(() => Task.Run(() => new CompartmentNetwork(found)))).Value;

    private void Label(Raster<byte> seen, PixelRectangle core, (Raster<byte> Brightness, byte Level) tissue, Planes logits)
    {
        PixelRectangle view = new PixelRectangle(core.X - Margin, core.Y - Margin, core.Width + (2 * Margin), core.Height + (2 * Margin))
            .Intersect(new PixelRectangle(0, 0, seen.Width, seen.Height));
        // Without tissue all logits stay 0 and glass, the first label, is chosen.
        if (ShareBelow(tissue.Level, tissue.Brightness, view, seen.Size) < LeastTissue)
        {
            return;
        }

        Raster<byte> piece = view.Size == seen.Size ? seen : seen.Crop(view);
        _network.Logits(piece, core with { X = core.X - view.X, Y = core.Y - view.Y }, logits, (core.X, core.Y));
    }

    /// <summary>The largest logits, brought to working size.</summary>
    private Compartment[] Choose(Planes logits, PixelSize working)
    {
        Span<float> plane = logits.Plane(Array.IndexOf(_compartments, Compartment.Excluded));
        TensorPrimitives.Subtract(plane, RareBias, plane);
        byte[] heads = PlaneScale.Largest(logits.Values, _network.Heads, (logits.Width, logits.Height), (working.Width, working.Height));
        return Array.ConvertAll(heads, head => _compartments[head]);
    }

    private static List<PixelRectangle> Tiles(PixelSize size)
    {
        int columns = (size.Width + TileSide - 1) / TileSide, rows = (size.Height + TileSide - 1) / TileSide;
        List<PixelRectangle> tiles = [];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int left = size.Width * column / columns, top = size.Height * row / rows;
                tiles.Add(new PixelRectangle(left, top, (size.Width * (column + 1) / columns) - left, (size.Height * (row + 1) / rows) - top));
            }
        }

        return tiles;
    }

    /// <summary>The share of pixels darker than a level in a part of a plane, given on a plane of another size.</summary>
    private static double ShareBelow(byte level, Raster<byte> plane, PixelRectangle part, PixelSize size)
    {
        int left = (int)((long)part.X * plane.Width / size.Width), right = (int)((long)part.Right * plane.Width / size.Width);
        int top = (int)((long)part.Y * plane.Height / size.Height), bottom = (int)((long)part.Bottom * plane.Height / size.Height);
        long below = 0;
        for (int y = top; y < bottom; y++)
        {
            foreach (byte value in plane.Row(y)[left..right])
            {
                below += value < level ? 1 : 0;
            }
        }

        return below / (double)Math.Max(1, (right - left) * (bottom - top));
    }

    private static Raster<byte> Resized(Raster<byte> colour, PixelSize size)
    {
        if (size == colour.Size)
        {
            return colour;
        }

        var resized = new Raster<byte>(size.Width, size.Height, 3);
        if (size.Width * 2 == colour.Width && size.Height * 2 == colour.Height)
        {
            for (int y = 0; y < size.Height; y++)
            {
                BlockMean.Row(colour, 2 * y, 2, resized.Row(y));
            }

            return resized;
        }

        var plane = new float[colour.Width * colour.Height];
        for (int channel = 0; channel < 3; channel++)
        {
            for (int i = 0; i < plane.Length; i++)
            {
                plane[i] = colour.Samples[(3 * i) + channel];
            }

            float[] scaled = PlaneScale.Run(plane, (colour.Width, colour.Height), (size.Width, size.Height));
            for (int i = 0; i < scaled.Length; i++)
            {
                resized.Samples[(3 * i) + channel] = (byte)(scaled[i] + 0.5f);
            }
        }

        return resized;
    }

    private static int Scaled(int length, double factor) => Math.Max(1, (int)Math.Round(length * factor));
}
