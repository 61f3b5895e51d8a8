using System.Buffers.Binary;
using System.Text;
using Marrow.Torch.Native;

namespace Marrow.Torch.Checkpoints;

/// <summary>Writes a checkpoint's dictionary as a pickle of protocol 2 and gathers the storages that it names.</summary>
internal sealed class PickleWriter : IDisposable
{
    private readonly MemoryStream output = new();
    private readonly Dictionary<(nint Storage, long Offset, string Layout), string> keys = [];

    /// <summary>The tensors whose memory the pickle names, by key.</summary>
    public List<(string Key, Tensor Storage)> Storages { get; } = [];

    public byte[] Write(CheckpointMap content)
    {
        output.Write([0x80, 2]);
        Value(content);
        Code('.');
        return output.ToArray();
    }

    public void Dispose() => output.Dispose();

    private void Value(object? value)
    {
        switch (value)
        {
            case null: Code('N'); break;
            case bool truth: Code(truth ? '\x88' : '\x89'); break;
            case int number: Integer(number); break;
            case long number: Integer(number); break;
            case double number: Real(number); break;
            case string text: Text(text); break;
            case Tensor tensor: Write(tensor); break;
            case CheckpointTuple tuple: Tuple(tuple.Items); break;
            case CheckpointMap map: Map(map); break;
            case IEnumerable<object?> list: List(list); break;
            default: throw new ArgumentException($"a checkpoint cannot hold a {value.GetType().Name}", nameof(value));
        }
    }

    /// <summary>A dictionary that holds tensors is an OrderedDict, as PyTorch's state dicts are.</summary>
    private void Map(CheckpointMap map)
    {
        if (map.Any(pair => pair.Value is Tensor) && map.All(pair => pair.Key is string))
        {
            Global("collections", "OrderedDict");
            output.Write(")R"u8);
        }
        else
        {
            Code('}');
        }

        Code('(');
        foreach ((object key, object? value) in map)
        {
            Value(key);
            Value(value);
        }

        Code('u');
    }

    private void List(IEnumerable<object?> list)
    {
        output.Write("]("u8);
        foreach (object? item in list)
        {
            Value(item);
        }

        Code('e');
    }

    private void Tuple(IEnumerable<object?> items)
    {
        Code('(');
        foreach (object? item in items)
        {
            Value(item);
        }

        Code('t');
    }

    private void Write(Tensor tensor)
    {
        long[] shape = tensor.Shape;
        long count = tensor.Count;
        Global("torch._utils", "_rebuild_tensor_v2");
        Code('(');
        Code('(');
        Text("storage");
        Global("torch", StorageName(tensor.Type));
        Text(KeyOf(tensor));
        Text("cpu");
        Integer(count);
        output.Write("tQ"u8);
        Integer(0);
        Tuple(shape.Cast<object?>());
        Tuple(Strides(shape).Cast<object?>());
        Code('\x89');
        Global("collections", "OrderedDict");
        output.Write(")RtR"u8);
    }

    private string KeyOf(Tensor tensor)
    {
        NativeDescription description = tensor.Describe();
        string layout = string.Join(' ', [.. tensor.Shape, .. tensor.Strides]);
        (nint, long, string) identity = (description.Storage, description.StorageOffset, layout);
        if (!keys.TryGetValue(identity, out string? key))
        {
            key = keys[identity] = $"{Storages.Count}";
            Storages.Add((key, tensor));
        }

        return key;
    }

    private static long[] Strides(long[] shape)
    {
        long[] strides = new long[shape.Length];
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= Math.Max(1, shape[i]);
        }

        return strides;
    }

    private static string StorageName(ElementType type) => type switch
    {
        ElementType.Float32 => "FloatStorage",
        ElementType.Float64 => "DoubleStorage",
        ElementType.Float16 => "HalfStorage",
        ElementType.BFloat16 => "BFloat16Storage",
        ElementType.Int64 => "LongStorage",
        ElementType.Int32 => "IntStorage",
        ElementType.Int16 => "ShortStorage",
        ElementType.Int8 => "CharStorage",
        ElementType.UInt8 => "ByteStorage",
        _ => "BoolStorage",
    };

    private void Global(string module, string name)
    {
        Code('c');
        output.Write(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));
    }

    private void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Code('X');
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        output.Write(length);
        output.Write(bytes);
    }

    private void Integer(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        if (number is >= int.MinValue and <= int.MaxValue)
        {
            Code('J');
            output.Write(bytes[..4]);
        }
        else
        {
            output.Write([0x8a, 8]);
            output.Write(bytes);
        }
    }

    private void Real(double number)
    {
        Code('G');
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        output.Write(bytes);
    }

    private void Code(char code) => output.WriteByte((byte)code);
}
