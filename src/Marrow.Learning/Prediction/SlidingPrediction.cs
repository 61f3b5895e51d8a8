using System.Numerics.Tensors;
using Marrow.Imaging;

namespace Marrow.Learning;

/// <summary>
/// Moves a window over a picture, row after row, lets the network predict each and blends what overlaps. Windows are predicted by several
/// threads ahead of the blending, and blended in order, so that the result does not depend on how many there are.
/// </summary>
internal sealed class SlidingPrediction(IWindowSource source, IWindowNetwork network, SlidingOptions options) : IDisposable
{
    // Pixels of windows after which is collected what blending and labels left behind: left to itself the collector lets hundreds of megabytes come together.
    private const long CollectAfter = 4L << 20;

    private readonly Queue<(PixelRectangle Window, Task<float[]> Logits)> _ahead = new();
    private readonly WindowThreads _threads = new(options.Workers);
    private long _predicted;

    /// <summary>Predicts the whole picture.</summary>
    /// <param name="isNeeded">False for windows that may be left out; all logits are 0 where no window was.</param>
    /// <param name="parts">Gets finished parts; see <see cref="BlendBand"/>.</param>
    /// <returns>How many windows there are and how many were left out.</returns>
    public (int Windows, int Skipped) Run(Func<PixelRectangle, bool> isNeeded, Action<PixelRectangle, float[]> parts, CancellationToken token)
    {
        int[] lefts = SlidingWindow.Starts(source.Size.Width, options.Window.Width, options.Step).Distinct().ToArray();
        using var band = new BlendBand(network, source.Size, options, parts);
        int windows = 0, skipped = 0;
        foreach (int top in band.Tops)
        {
            source.Prepare(top, top + options.Window.Height);
            foreach (int left in lefts)
            {
                token.ThrowIfCancellationRequested();
                var window = new PixelRectangle(left, top, options.Window.Width, options.Window.Height);
                windows++;
                if (!isNeeded(window))
                {
                    skipped++;
                    continue;
                }

                Collect(window.Size.Area);
                Start(window, token);
                while (_ahead.Count > options.Workers)
                {
                    Blend(band);
                }
            }
        }

        while (_ahead.Count > 0)
        {
            Blend(band);
        }

        band.End();
        return (windows, skipped);
    }

    public void Dispose() => _threads.Dispose();

    private void Collect(long pixels)
    {
        _predicted += pixels;
        if (_predicted >= CollectAfter)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
            _predicted = 0;
        }
    }

    private void Start(PixelRectangle window, CancellationToken token)
    {
        float[] input = options.Arrays.Take(source.Channels * window.Width * window.Height);
        source.Fill(window, input);
        // One window more than there are workers waits ready, so that a worker goes on while the last window is blended.
        _ahead.Enqueue((window, _threads.Run(() =>
        {
            float[] logits = Predict(input, window.Size, token);
            options.Arrays.Give(input);
            return logits;
        })));
    }

    private void Blend(BlendBand band)
    {
        (PixelRectangle window, Task<float[]> logits) = _ahead.Dequeue();
        band.Advance(window.Y, window.X);
        float[] blended = logits.GetAwaiter().GetResult();
        band.Add(window, blended);
        options.Arrays.Give(blended);
    }

    // Members one after the other; without reference rounding only their mean goes on.
    private float[] Predict(float[] input, PixelSize size, CancellationToken token)
    {
        int area = network.Heads * size.Width * size.Height;
        float[] all = options.Arrays.Take(area * (options.RoundsToHalf ? network.Members : 1));
        network.Predict(0, input, size, all.AsSpan(0, area), token);
        float[] one = network.Members > 1 && !options.RoundsToHalf ? new float[area] : [];
        for (int member = 1; member < network.Members; member++)
        {
            if (options.RoundsToHalf)
            {
                network.Predict(member, input, size, all.AsSpan(member * area, area), token);
                continue;
            }

            network.Predict(member, input, size, one, token);
            TensorPrimitives.Add<float>(all, one, all);
        }

        if (one.Length > 0)
        {
            TensorPrimitives.Divide(all, network.Members, all);
        }

        return all;
    }
}
