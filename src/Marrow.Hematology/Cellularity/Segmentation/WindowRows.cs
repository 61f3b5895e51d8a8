using Marrow.Imaging;

namespace Marrow.Hematology.Segmentation;

/// <summary>Puts windows together as they are finished, in whatever order: full rows of labels go to the sink top to bottom, counts add up.</summary>
internal sealed class WindowRows(WindowGrid grid, ICompartmentSink sink, CancellationToken token)
{
    private const int StripBytes = 2 << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<int, WindowResult> waiting = [];
    private readonly Tally tally = new();
    private readonly List<Vacuole> vacuoles = [];
    private Lazy<bool> written = new(true);
    private int row;

    /// <summary>Takes the result of a window, counted row by row from 0.</summary>
    public void Take(int window, WindowResult result)
    {
        lock (gate)
        {
            waiting.Add(window, result);
            while (row < grid.Rows && Enumerable.Range(row * grid.Columns, grid.Columns).All(waiting.ContainsKey))
            {
                Write([.. Enumerable.Range(row * grid.Columns, grid.Columns).Select(Remove)]);
                row++;
                // The holes that windows of many sizes leave between each other are measured to be fewer this way at the end of a large slide.
                HeapMemory.GiveBack();
            }
        }
    }

    /// <returns>Counts of the whole slide and its vacuoles in reading order of their first corner.</returns>
    public (Tally Tally, IReadOnlyList<Vacuole> Vacuoles) Finish()
    {
        _ = written.Value;
        vacuoles.Sort((a, b) => (a.Outline[0].Y, a.Outline[0].X).CompareTo((b.Outline[0].Y, b.Outline[0].X)));
        return (tally, vacuoles);
    }

    private WindowResult Remove(int window) => waiting.Remove(window, out WindowResult? result) ? result : throw new InvalidOperationException($"window {window} is missing");

    /// <summary>Hands a row on; one row at most is being written while the next is put together.</summary>
    private void Write(WindowResult[] results)
    {
        foreach (WindowResult result in results)
        {
            tally.Add(result.Tally);
            vacuoles.AddRange(result.Vacuoles);
        }

        _ = written.Value;
        (PixelRectangle, LabelRows)[] windows = [.. results.Select(result => (result.Core, result.Labels))];
        written = new(() => Unpack(windows));

        // Who waits for a row that no thread has begun writes it, so that a single thread never waits for itself.
        Lazy<bool> next = written;
        _ = Task.Run(() => next.Value, token);
    }

    /// <summary>Hands on the labels of a row of windows, a strip of pixel rows at a time.</summary>
    private bool Unpack((PixelRectangle Core, LabelRows Labels)[] windows)
    {
        int width = grid.Size.Width, top = windows[0].Core.Y, height = windows[0].Core.Height;
        int strip = Math.Min(height, Math.Max(1, StripBytes / width));
        byte[] labels = GC.AllocateUninitializedArray<byte>(checked(width * strip));
        for (int y = 0; y < height; y += strip)
        {
            int rows = Math.Min(strip, height - y);
            foreach ((PixelRectangle core, LabelRows runs) in windows)
            {
                for (int row = 0; row < rows; row++)
                {
                    runs.Unpack(y + row, labels.AsSpan((row * width) + core.X, core.Width));
                }
            }

            token.ThrowIfCancellationRequested();
            sink.Write(top + y, rows, labels.AsSpan(0, rows * width));
        }

        return true;
    }
}
