namespace Marrow.Learning;

/// <summary>How many bytes of foreground pixels may stay in memory; what does not fit is read again when needed.</summary>
internal sealed class ForegroundMemory(long limit)
{
    private long _used;

    /// <summary>Asks for room; false when there is none left.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        return false;
    }
}
