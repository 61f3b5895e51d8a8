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
    public PredictionArithmetic Arithmetic => _half switch
    {
        null => PredictionArithmetic.Library,
        { UsesMatrixUnit: true } => PredictionArithmetic.Matrix,
        _ => PredictionArithmetic.Half,
    };

    /// <summary>Values per pixel: labels with background.</summary>
    public int Heads { get; private set; }

    /// <summary>Writes the logits of a part of a picture into those of a larger one.</summary>
    /// <param name="rgb">H × W × 3, all that the network sees.</param>
    /// <param name="part">Inside it.</param>
    /// <param name="target">A plane for each label.</param>
    /// <param name="at">Where in the target the part begins.</param>
    public void Logits(Raster<byte> rgb, PixelRectangle part, Planes target, (int X, int Y) at)
    {
        ArgumentNullException.ThrowIfNull(rgb);
        ArgumentNullException.ThrowIfNull(target);
        Do(() => Run(rgb, part, target, at));
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
        if (model.KeepsLabelsInHalf(HalfInference.HasMatrixUnit) && HalfUNet.Fits(network))
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

    private void Run(Raster<byte> rgb, PixelRectangle part, Planes target, (int X, int Y) at)
    {
        int width = RoundUp(rgb.Width, 2 * _stepX), height = RoundUp(rgb.Height, 2 * _stepY);
        (int left, int top) = ((width - rgb.Width) / 2, (height - rgb.Height) / 2);
        using InferenceMode inference = new();
        using Scope scope = new();
        Tensor input = Creation.Empty([1, 3, height, width]);
        Pad(rgb, (left, top), (width, height), input.Memory<float>());
        Tensor found = (_half?.Forward(input) ?? _network!.Forward(input)).Contiguous();
        ReadOnlySpan<float> logits = found.Memory<float>();
        for (int row = 0; row < Heads * part.Height; row++)
        {
            int head = row / part.Height, y = row % part.Height;
            logits.Slice((((head * height) + top + part.Y + y) * width) + left + part.X, part.Width)
                .CopyTo(target.Plane(head)[(((at.Y + y) * target.Width) + at.X)..]);
        }
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
    private static void Pad(Raster<byte> rgb, (int Left, int Top) margin, (int Width, int Height) size, Span<float> planes)
    {
        int[] columns = [.. Enumerable.Range(0, size.Width).Select(x => 3 * Mirrored(x - margin.Left, rgb.Width))];
        for (int y = 0; y < size.Height; y++)
        {
            ReadOnlySpan<byte> row = rgb.Row(Mirrored(y - margin.Top, rgb.Height));
            for (int channel = 0; channel < 3; channel++)
            {
                Span<float> target = planes.Slice(((channel * size.Height) + y) * size.Width, size.Width);
                for (int x = 0; x < target.Length; x++)
                {
                    target[x] = row[columns[x] + channel] / 255f;
                }
            }
        }
    }

    // The rim's pixel is not repeated; a picture smaller than its margin is mirrored again and again.
    private static int Mirrored(int at, int length)
    {
        int period = Math.Max(1, 2 * (length - 1)), within = ((at % period) + period) % period;
        return Math.Min(within, period - within) is var place && place < length ? place : 0;
    }

    private static int RoundUp(int length, int step) => (length + step - 1) / step * step;
}
