namespace Marrow.Slides;

/// <summary>
/// Keeps the blocks used last, up to a number of bytes; the oldest leave first. A block that has left is given to
/// <paramref name="recycle"/> once nobody reads it any more. Safe for several threads.
/// </summary>
internal sealed class BlockCache(long capacity, Action<int, byte[]> recycle)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(int Level, int X, int Y), LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> order = new();
    private long held;

    /// <summary>A kept block, which stays as it is until <see cref="Release"/>; null where it is not kept.</summary>
    public Entry? Take((int Level, int X, int Y) key)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                return null;
            }

            order.Remove(node);
            order.AddFirst(node);
            node.Value.Readers++;
            return node.Value;
        }
    }

    /// <summary>Ends the reading of a block, and forgets it where nobody will ask again.</summary>
    public void Release(Entry entry, bool forget)
    {
        lock (gate)
        {
            entry.Readers--;
            if (entry.HasLeft)
            {
                RecycleUnread(entry);
            }
            else if (forget)
            {
                Leave(entries[entry.Key]);
            }
        }
    }

    /// <summary>Keeps a decoded block that its caller has done with.</summary>
    /// <param name="limit">Bytes that are kept with it at most; the capacity where that is less.</param>
    public void Keep((int Level, int X, int Y) key, byte[] pixels, long limit)
    {
        lock (gate)
        {
            Entry entry = new(key, pixels);
            if (!entries.TryAdd(key, new LinkedListNode<Entry>(entry)))
            {
                RecycleUnread(entry);
                return;
            }

            order.AddFirst(entries[key]);
            held += pixels.Length;
            while (held > Math.Min(capacity, limit) && order.Last is { } oldest && order.Count > 1)
            {
                Leave(oldest);
            }
        }
    }

    /// <summary>Lets every block leave.</summary>
    public void Clear()
    {
        lock (gate)
        {
            while (order.First is { } node)
            {
                Leave(node);
            }
        }
    }

    private void Leave(LinkedListNode<Entry> node)
    {
        order.Remove(node);
        entries.Remove(node.Value.Key);
        held -= node.Value.Pixels.Length;
        node.Value.HasLeft = true;
        RecycleUnread(node.Value);
    }

    private void RecycleUnread(Entry entry)
    {
        if (entry.Readers == 0)
        {
            recycle(entry.Key.Level, entry.Pixels);
        }
    }

    /// <summary>A kept block and how many read it now.</summary>
    internal sealed class Entry((int Level, int X, int Y) key, byte[] pixels)
    {
        public (int Level, int X, int Y) Key => key;

        public byte[] Pixels => pixels;

        public int Readers { get; set; }

        public bool HasLeft { get; set; }
    }
}
