namespace Marrow.Slides;

/// <summary>Keeps the blocks used last, up to a number of bytes; the oldest leave first. Safe for several threads.</summary>
internal sealed class BlockCache(long capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(int Level, int X, int Y), LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> order = new();
    private long held;

    public byte[]? Find((int Level, int X, int Y) key)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                return null;
            }

            order.Remove(node);
            order.AddFirst(node);
            return node.Value.Pixels;
        }
    }

    public void Keep((int Level, int X, int Y) key, byte[] pixels)
    {
        lock (gate)
        {
            if (!entries.TryAdd(key, new LinkedListNode<Entry>(new Entry(key, pixels))))
            {
                return;
            }

            order.AddFirst(entries[key]);
            held += pixels.Length;
            while (held > capacity && order.Last is { } oldest && order.Count > 1)
            {
                held -= oldest.Value.Pixels.Length;
                order.RemoveLast();
                entries.Remove(oldest.Value.Key);
            }
        }
    }

    /// <summary>Forgets a block, if it is there.</summary>
    public void Drop((int Level, int X, int Y) key)
    {
        lock (gate)
        {
            if (entries.Remove(key, out LinkedListNode<Entry>? node))
            {
                order.Remove(node);
                held -= node.Value.Pixels.Length;
            }
        }
    }

    private readonly record struct Entry((int Level, int X, int Y) Key, byte[] Pixels);
}
