using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Marrow.Imaging;
using Marrow.Models;
using Marrow.Torch;
using Tensor = Marrow.Torch.Tensor;

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

    private readonly (bool X, bool Y)[] _views;

    private readonly BlockingCollection<Task> _work = [];
    private readonly Thread _thread;

    /// <param name="model">Takes colours of 0…255 as 0…1 and nothing else.</param>
    /// <param name="views">How a picture is mirrored each time it is seen; the logits are the mean of all. None sees it once, as it is.</param>
    /// <exception cref="InvalidDataException">The model wants its pictures scaled in another way, or its checkpoint is damaged.</exception>
    /// <exception cref="IOException">The native tensor library cannot be loaded.</exception>
    public PictureNetwork(SegmentationModel model, string fold, params (bool X, bool Y)[] views)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(views);
        _views = views.Length > 0 ? views : [(false, false)];
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
        var row = new float[part.Width];
        for (int view = 0; view < _views.Length; view++)
        {
            (bool isX, bool isY) = _views[view];
            Pad(rgb, (left, top), (width, height), _views[view], input.Memory<float>());
            using Scope pass = new();
            Tensor found = (_half?.Forward(input) ?? _network!.Forward(input)).Contiguous();
            ReadOnlySpan<float> logits = found.Memory<float>();
            int x = isX ? width - left - part.Right : left + part.X;
            for (int i = 0; i < Heads * part.Height; i++)
            {
                int head = i / part.Height, within = i % part.Height, y = top + part.Y + within;
                logits.Slice((((head * height) + (isY ? height - 1 - y : y)) * width) + x, part.Width).CopyTo(row);
                if (isX)
                {
                    Array.Reverse(row);
                }

                Span<float> mean = target.Plane(head).Slice(((at.Y + within) * target.Width) + at.X, part.Width);
                if (view == 0)
                {
                    mean.Clear();
                }

                TensorPrimitives.MultiplyAdd(row, 1f / _views.Length, mean, mean);
            }
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
    private static void Pad(Raster<byte> rgb, (int Left, int Top) margin, (int Width, int Height) size, (bool X, bool Y) view, Span<float> planes)
    {
        int[] columns = [.. Enumerable.Range(0, size.Width).Select(x => 3 * Mirrored((view.X ? size.Width - 1 - x : x) - margin.Left, rgb.Width))];
        for (int y = 0; y < size.Height; y++)
        {
            ReadOnlySpan<byte> row = rgb.Row(Mirrored((view.Y ? size.Height - 1 - y : y) - margin.Top, rgb.Height));
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
