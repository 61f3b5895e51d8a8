namespace Marrow.Imaging;

/// <summary>Splits a run of pixels into a number of chunks that depends on the pixels alone, so that merged sums do not depend on the threads.</summary>
internal static class PixelChunks
{
    private const int PixelsPerChunk = 1 << 15;

    public static int Count(int pixels) => Math.Max(1, (pixels + PixelsPerChunk - 1) / PixelsPerChunk);

    /// <summary>Calls the body once for each chunk with its index, first pixel and end pixel.</summary>
    public static void Run(int pixels, int threads, Action<int, int, int> body)
    {
        void One(int chunk) => body(chunk, chunk * PixelsPerChunk, Math.Min(pixels, (chunk + 1) * PixelsPerChunk));
        int count = Count(pixels);
        if (threads == 1 || count == 1)
        {
            for (int chunk = 0; chunk < count; chunk++)
            {
                One(chunk);
            }

            return;
        }

        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? -1 : threads }, One);
    }
}
