using System.Collections.Concurrent;

namespace Marrow.Learning;

/// <summary>
/// Large arrays that are used again, within a picture and for the next one: fresh ones cost a page fault for every 4 KiB. Safe for several threads.
/// </summary>
internal sealed class FloatArrays
{
    private readonly ConcurrentDictionary<int, ConcurrentBag<float[]>> unused = new();

    /// <summary>An array of that length with any values; who has no more use for it gives it back.</summary>
    public float[] Take(int length) =>
        unused.TryGetValue(length, out ConcurrentBag<float[]>? bag) && bag.TryTake(out float[]? used) ? used : GC.AllocateUninitializedArray<float>(length);

    public void Give(float[] array) => unused.GetOrAdd(array.Length, _ => []).Add(array);
}
