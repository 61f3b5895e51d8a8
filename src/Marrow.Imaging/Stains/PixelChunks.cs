namespace Marrow.Imaging;

/// <summary>Splits a run of pixels into a number of chunks that depends on the pixels alone, so that merged sums do not depend on the threads.</summary>
internal static class PixelChunks
{
    public const int PixelsPerChunk = 1 << 16;

    public static int Count(int pixels) => Math.Max(1, (pixels + PixelsPerChunk - 1) / PixelsPerChunk);

    /// <summary>Calls the body once for each chunk with its index, first pixel and end pixel.</summary>
    public static void Run(int pixels, int threads, Action<int, int, int> body) => Run(threads, Count(pixels), chunk =>
        body(chunk, chunk * PixelsPerChunk, Math.Min(pixels, (chunk + 1) * PixelsPerChunk)));

    /// <summary>Calls the body once for each index below the count.</summary>
    /// <param name="threads">0 for as many as there are.</param>
    public static void Run(int threads, int count, Action<int> body)
    {
        if (threads == 1 || count == 1)
        {
            for (int chunk = 0; chunk < count; chunk++)
            {
                body(chunk);
            }

            return;
        }

        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? -1 : threads }, body);
    }
}
