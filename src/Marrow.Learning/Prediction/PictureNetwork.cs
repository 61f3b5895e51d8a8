using System.Collections.Concurrent;
using Marrow.Imaging;
using Marrow.Models;
using Marrow.Torch;

namespace Marrow.Learning;

/// <summary>
/// A trained model for small pictures held in memory: each is seen whole, mirrored about its rim up to a size that the network takes.
/// May be called from several threads at once; pictures are taken one after another on a thread of the network's own, so that only one
/// of them takes memory and the number of threads changes no byte.
/// </summary>
public sealed class PictureNetwork : IDisposable
{
    // What the 16-bit kernels are told to expect; other sizes are right too.
    private const long UsualSide = 640;

    // One of the two: the 16-bit network copies what it needs of the other.
    private UNet? _network;
    private HalfUNet? _half;
    private int _stepX, _stepY;

    private readonly BlockingCollection<Task> _work = [];
    private readonly Thread _thread;

    /// <param name="model">Takes colours of 0…255 as 0…1 and nothing else.</param>
    /// <exception cref="InvalidDataException">The model wants its pictures scaled in another way, or its checkpoint is damaged.</exception>
    /// <exception cref="IOException">The native tensor library cannot be loaded.</exception>
    public PictureNetwork(SegmentationModel model, string fold)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Configuration.Normalizations.Count != 3 || model.Configuration.Normalizations.Any(scheme => scheme != Normalization.RgbTo01))
        {
            throw new InvalidDataException($"{Path.GetFileName(model.FolderPath)}: takes no plain colour pictures (rgb_to_0_1 in three channels)");
        }

        _thread = new Thread(() =>
        {
            foreach (Task task in _work.GetConsumingEnumerable())
            {
                task.RunSynchronously();
            }
        })
        { IsBackground = true, Name = "picture network" };
        _thread.Start();
        try
        {
            Do(() => Start(model, fold));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Which numbers the network is computed in on this processor; others differ in a few pixels of a hundred thousand.</summary>
    public PredictionArithmetic Arithmetic => _half is null ? PredictionArithmetic.Library : PredictionArithmetic.Half;

    /// <summary>Values per pixel: labels with background.</summary>
    public int Heads { get; private set; }

    /// <summary>Logits K × H × W of a picture.</summary>
    /// <param name="rgb">H × W × 3.</param>
    public float[] Logits(Raster<byte> rgb)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        return Do(() => Run(rgb));
    }

    /// <summary>Gives back the memory that pictures took; the weights stay.</summary>
    public void Rest() => Do(TorchLibrary.Trim);

    public void Dispose()
    {
        if (_work.IsAddingCompleted)
        {
            return;
        }

        Do(() =>
        {
            _half?.Dispose();
            _network?.Dispose();
        });
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private T Do<T>(Func<T> work)
    {
        Task<T> task = new(work);
        _work.Add(task);
        return task.GetAwaiter().GetResult();
    }

    private void Do(Action work) => Do(() =>
    {
        work();
        return true;
    });

    private void Start(SegmentationModel model, string fold)
    {
        if (!TorchLibrary.TryLoad(out string? problem))
        {
            throw new IOException(problem);
        }

        TorchLibrary.SetThreads(1);
        UNet network = Load(model, fold);
        Heads = network.Classes;
        _stepY = (int)network.Architecture.Strides.Aggregate(1L, (product, stride) => product * stride[0]);
        _stepX = (int)network.Architecture.Strides.Aggregate(1L, (product, stride) => product * stride[1]);
        if (model.KeepsLabelsInHalf && HalfUNet.Fits(network))
        {
            _half = new HalfUNet(network, UsualSide, UsualSide);
            network.Dispose();
        }
        else
        {
            _network = network;
        }

        TorchLibrary.Trim();
    }

    private float[] Run(Raster<byte> rgb)
    {
        int width = RoundUp(rgb.Width, 2 * _stepX), height = RoundUp(rgb.Height, 2 * _stepY);
        (int left, int top) = ((width - rgb.Width) / 2, (height - rgb.Height) / 2);
        using InferenceMode inference = new();
        using Scope scope = new();
        Tensor input = Creation.From(Padded(rgb, (left, top), (width, height)), 1, 3, height, width);
        var all = new float[Heads * width * height];
        (_half?.Forward(input) ?? _network!.Forward(input)).CopyTo(all);
        if (width == rgb.Width && height == rgb.Height)
        {
            return all;
        }

        var logits = new float[Heads * rgb.Width * rgb.Height];
        for (int row = 0; row < Heads * rgb.Height; row++)
        {
            int from = (((row / rgb.Height * height) + top + (row % rgb.Height)) * width) + left;
            all.AsSpan(from, rgb.Width).CopyTo(logits.AsSpan(row * rgb.Width));
        }

        return logits;
    }

    private static UNet Load(SegmentationModel model, string fold)
    {
        try
        {
            return model.Load(fold).Network;
        }
        catch (CheckpointException damage)
        {
            throw new InvalidDataException(damage.Message, damage);
        }
    }

    // Planes of 0…1.
    private static float[] Padded(Raster<byte> rgb, (int Left, int Top) margin, (int Width, int Height) size)
    {
        var planes = new float[3 * size.Width * size.Height];
        int[] columns = [.. Enumerable.Range(0, size.Width).Select(x => 3 * Mirrored(x - margin.Left, rgb.Width))];
        for (int y = 0; y < size.Height; y++)
        {
            ReadOnlySpan<byte> row = rgb.Row(Mirrored(y - margin.Top, rgb.Height));
            for (int channel = 0; channel < 3; channel++)
            {
                Span<float> target = planes.AsSpan(((channel * size.Height) + y) * size.Width, size.Width);
                for (int x = 0; x < target.Length; x++)
                {
                    target[x] = row[columns[x] + channel] / 255f;
                }
            }
        }

        return planes;
    }

    // The rim's pixel is not repeated; a picture smaller than its margin is mirrored again and again.
    private static int Mirrored(int at, int length)
    {
        int period = Math.Max(1, 2 * (length - 1)), within = ((at % period) + period) % period;
        return Math.Min(within, period - within) is var place && place < length ? place : 0;
    }

    private static int RoundUp(int length, int step) => (length + step - 1) / step * step;
}
