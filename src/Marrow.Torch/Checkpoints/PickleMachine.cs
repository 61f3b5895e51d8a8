using System.Buffers.Binary;
using System.Text;

namespace Marrow.Torch.Checkpoints;

/// <summary>
/// Reads a pickle (protocols 2 to 5) without running anything: it builds plain values, and calls only what <see cref="PickleGlobal"/> lists.
/// Opcodes as in Python's pickletools.
/// </summary>
internal sealed class PickleMachine(byte[] pickle, Func<CheckpointTuple, object?> loadPersistent)
{
    private static readonly object Mark = new();

    private readonly Stack<object?> stack = new();
    private readonly Dictionary<long, object?> memo = [];
    private int place;

    /// <exception cref="CheckpointException">A damaged pickle, or one that names something to run.</exception>
    public object? Run()
    {
        while (true)
        {
            byte code = Byte();
            if (code == '.')
            {
                return Pop();
            }

            if (!Value(code) && !Collection(code) && !Memory(code) && !Build(code))
            {
                throw new CheckpointException($"its pickle has the operation 0x{code:x2}, which weights do not need");
            }
        }
    }

    private bool Value(byte code)
    {
        switch ((char)code)
        {
            case '\x80': Byte(); break;
            case '\x95': Take(8); break;
            case 'N': stack.Push(null); break;
            case '\x88': stack.Push(true); break;
            case '\x89': stack.Push(false); break;
            case 'K': stack.Push((long)Byte()); break;
            case 'M': stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case 'J': stack.Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case '\x8a': stack.Push(LongInteger(Byte())); break;
            case 'G': stack.Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case 'X': stack.Push(Text(Length32())); break;
            case '\x8c': stack.Push(Text(Byte())); break;
            case 'U': stack.Push(Text(Byte())); break;
            case 'C': stack.Push(Take(Byte()).ToArray()); break;
            case 'B': stack.Push(Take(Length32()).ToArray()); break;
            default: return false;
        }

        return true;
    }

    private bool Collection(byte code)
    {
        switch ((char)code)
        {
            case '(': stack.Push(Mark); break;
            case ')': stack.Push(new CheckpointTuple()); break;
            case '}': stack.Push(new CheckpointMap()); break;
            case ']': stack.Push(new List<object?>()); break;
            case 't': stack.Push(new CheckpointTuple(ToMark())); break;
            case '\x85': stack.Push(new CheckpointTuple(Last(1))); break;
            case '\x86': stack.Push(new CheckpointTuple(Last(2))); break;
            case '\x87': stack.Push(new CheckpointTuple(Last(3))); break;
            case 'a': Append(Last(1)); break;
            case 'e': Append(ToMark()); break;
            case 's': SetItems(Last(2)); break;
            case 'u': SetItems(ToMark()); break;
            case '0': Pop(); break;
            default: return false;
        }

        return true;
    }

    private bool Memory(byte code)
    {
        switch ((char)code)
        {
            case 'q': memo[Byte()] = Peek(); break;
            case 'r': memo[Length32()] = Peek(); break;
            case '\x94': memo[memo.Count] = Peek(); break;
            case 'h': stack.Push(Remembered(Byte())); break;
            case 'j': stack.Push(Remembered(Length32())); break;
            default: return false;
        }

        return true;
    }

    private bool Build(byte code)
    {
        switch ((char)code)
        {
            case 'c': stack.Push(PickleGlobal.Find(Line(), Line())); break;
            case '\x93':
                object?[] names = Last(2);
                stack.Push(PickleGlobal.Find(names[0] as string ?? "?", names[1] as string ?? "?"));
                break;
            case 'Q': stack.Push(loadPersistent(Pop<CheckpointTuple>())); break;
            case 'R' or '\x81':
                CheckpointTuple arguments = Pop<CheckpointTuple>();
                stack.Push(Pop<PickleGlobal>().Call(arguments.Items));
                break;
            case 'b':
                object? state = Pop();
                PickleGlobal.SetState(Peek(), state);
                break;
            default: return false;
        }

        return true;
    }

    private void Append(object?[] items)
    {
        if (Peek() is not List<object?> list)
        {
            throw Damaged();
        }

        list.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is not CheckpointMap map || items.Length % 2 != 0)
        {
            throw Damaged();
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            map[items[i] is string or long ? items[i]! : throw new CheckpointException("its pickle has a key that is neither text nor integer")] = items[i + 1];
        }
    }

    private object? Remembered(long key) => memo.TryGetValue(key, out object? value) ? value : throw Damaged();

    private object?[] Last(int count)
    {
        object?[] items = new object?[count];
        for (int i = count - 1; i >= 0; i--)
        {
            items[i] = Pop();
        }

        return items;
    }

    private object?[] ToMark()
    {
        List<object?> items = [];
        while (stack.TryPop(out object? item))
        {
            if (ReferenceEquals(item, Mark))
            {
                items.Reverse();
                return [.. items];
            }

            items.Add(item);
        }

        throw Damaged();
    }

    private object? Pop() => stack.TryPop(out object? item) && !ReferenceEquals(item, Mark) ? item : throw Damaged();

    private T Pop<T>()
        where T : class => Pop() as T ?? throw Damaged();

    private object? Peek() => stack.TryPeek(out object? item) && !ReferenceEquals(item, Mark) ? item : throw Damaged();

    private byte Byte() => Take(1)[0];

    private int Length32()
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
        return length >= 0 ? length : throw Damaged();
    }

    private long LongInteger(int length)
    {
        if (length > 8)
        {
            throw new CheckpointException("its pickle has an integer of more than 64 bits");
        }

        long value = 0;
        ReadOnlySpan<byte> bytes = Take(length);
        for (int i = length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return length > 0 && length < 8 && bytes[length - 1] >= 0x80 ? value - (1L << (8 * length)) : value;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Take(length));

    private string Line()
    {
        int end = Array.IndexOf(pickle, (byte)'\n', place);
        if (end < 0)
        {
            throw Damaged();
        }

        string text = Text(end - place);
        place++;
        return text;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > pickle.Length - place)
        {
            throw new CheckpointException("its pickle ends too early");
        }

        place += count;
        return pickle.AsSpan(place - count, count);
    }

    private static CheckpointException Damaged() => new("its pickle is damaged");
}
