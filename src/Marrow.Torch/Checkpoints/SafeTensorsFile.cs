using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Marrow.Torch.Checkpoints;

namespace Marrow.Torch;

/// <summary>Safetensors files: a length of 8 bytes, a JSON header, then the tensors' bytes one after another.</summary>
public static class SafeTensorsFile
{
    private const long HeaderLimit = 100_000_000;

    /// <summary>Reads all tensors, in file order, and the file's notes. The caller's scope owns the tensors.</summary>
    /// <exception cref="CheckpointException">The header does not describe the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafeTensors Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            Span<byte> length = stackalloc byte[8];
            stream.ReadExactly(length);
            long headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (headerLength < 2 || headerLength > Math.Min(HeaderLimit, stream.Length - 8))
            {
                throw new CheckpointException($"its header claims {headerLength} bytes");
            }

            byte[] header = new byte[headerLength];
            stream.ReadExactly(header);
            using JsonDocument json = JsonDocument.Parse(header);
            return ReadTensors(json.RootElement, stream);
        }
        catch (CheckpointException trouble)
        {
            throw new CheckpointException($"{Path.GetFileName(path)}: {trouble.Message}", trouble);
        }
        catch (Exception trouble) when (trouble is EndOfStreamException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException($"{Path.GetFileName(path)}: it is cut short or not a safetensors file", trouble);
        }
    }

    /// <summary>Writes the tensors in the order given. The file appears whole or not at all.</summary>
    public static void Write(string path, SafeTensors content) => WholeCheckpoint.Write(path, stream =>
    {
        byte[] header = Header(content);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (Tensor tensor in content.Tensors.Values)
        {
            using Scope scope = new();
            stream.Write(tensor.Detach().To(Device.Cpu).Contiguous().Bytes());
        }
    });

    private static SafeTensors ReadTensors(JsonElement header, FileStream stream)
    {
        long start = stream.Position;
        OrderedDictionary<string, Tensor> tensors = [];
        Dictionary<string, string> notes = [];
        foreach (JsonProperty property in header.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                notes = property.Value.EnumerateObject().ToDictionary(note => note.Name, note => note.Value.GetString()!);
            }
            else
            {
                tensors.Add(property.Name, ReadTensor(property, stream, start));
            }
        }

        return new SafeTensors(tensors, notes);
    }

    private static Tensor ReadTensor(JsonProperty property, FileStream stream, long start)
    {
        ElementType type = TypeOf(property.Value.GetProperty("dtype").GetString()!);
        long[] shape = property.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64()).ToArray();
        long[] place = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        long bytes = shape.Aggregate((long)type.Size(), (product, length) => checked(product * length));
        if (shape.Any(length => length < 0) || place.Length != 2 || place[0] < 0 || place[1] - place[0] != bytes || place[1] > stream.Length - start)
        {
            throw new CheckpointException($"the tensor {property.Name} does not fit its place in the file");
        }

        Tensor tensor = Creation.Empty(shape, type);
        stream.Position = start + place[0];
        stream.ReadExactly(tensor.Bytes());
        return tensor;
    }

    private static byte[] Header(SafeTensors content)
    {
        JsonObject header = [];
        if (content.Notes.Count > 0)
        {
            header.Add("__metadata__", new JsonObject(content.Notes.Select(note => KeyValuePair.Create(note.Key, (JsonNode?)note.Value))));
        }

        long place = 0;
        foreach ((string name, Tensor tensor) in content.Tensors)
        {
            long end = checked(place + (tensor.Count * tensor.Type.Size()));
            header.Add(name, new JsonObject { ["dtype"] = NameOf(tensor.Type), ["shape"] = Numbers(tensor.Shape), ["data_offsets"] = Numbers([place, end]) });
            place = end;
        }

        string text = header.ToJsonString();

        // The tensors begin at a multiple of 8.
        return Encoding.UTF8.GetBytes(text.PadRight(text.Length + ((8 - (Encoding.UTF8.GetByteCount(text) % 8)) % 8)));
    }

    private static JsonArray Numbers(long[] values) => new([.. values.Select(value => (JsonNode)value)]);

    private static string NameOf(ElementType type) => type switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float64 => "F64",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Int64 => "I64",
        ElementType.Int32 => "I32",
        ElementType.Int16 => "I16",
        ElementType.Int8 => "I8",
        ElementType.UInt8 => "U8",
        _ => "BOOL",
    };

    private static ElementType TypeOf(string name) => name switch
    {
        "F32" => ElementType.Float32,
        "F64" => ElementType.Float64,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "I64" => ElementType.Int64,
        "I32" => ElementType.Int32,
        "I16" => ElementType.Int16,
        "I8" => ElementType.Int8,
        "U8" => ElementType.UInt8,
        "BOOL" => ElementType.Boolean,
        _ => throw new CheckpointException($"it has a tensor of the type {name}, which is not read"),
    };
}
