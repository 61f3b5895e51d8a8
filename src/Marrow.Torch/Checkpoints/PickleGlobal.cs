using System.Buffers.Binary;
using System.Text;

namespace Marrow.Torch.Checkpoints;

/// <summary>One of the few names that a pickle of weights may use, and what stands for calling it. Everything else is refused by name.</summary>
internal sealed class PickleGlobal
{
    private static readonly Dictionary<string, PickleGlobal> Known = new()
    {
        ["collections.OrderedDict"] = new(_ => new CheckpointMap()),
        ["torch._utils._rebuild_tensor_v2"] = new(StoredTensor.Rebuild),
        ["torch._utils._rebuild_parameter"] = new(arguments => arguments is [Tensor tensor, ..] ? tensor : throw Damaged()),
        ["torch.device"] = new(arguments => string.Join(':', arguments)),
        ["torch.Size"] = new(arguments => arguments is [CheckpointTuple size] ? size : throw Damaged()),
        ["_codecs.encode"] = new(Encode),
        ["numpy.dtype"] = new(arguments => arguments is [string name, ..] ? new NumpyType(name) : throw Damaged()),
        ["numpy.core.multiarray.scalar"] = new(NumpyScalar),
        ["numpy._core.multiarray.scalar"] = new(NumpyScalar),
        ["torch.FloatStorage"] = new(ElementType.Float32),
        ["torch.DoubleStorage"] = new(ElementType.Float64),
        ["torch.HalfStorage"] = new(ElementType.Float16),
        ["torch.BFloat16Storage"] = new(ElementType.BFloat16),
        ["torch.LongStorage"] = new(ElementType.Int64),
        ["torch.IntStorage"] = new(ElementType.Int32),
        ["torch.ShortStorage"] = new(ElementType.Int16),
        ["torch.CharStorage"] = new(ElementType.Int8),
        ["torch.ByteStorage"] = new(ElementType.UInt8),
        ["torch.BoolStorage"] = new(ElementType.Boolean),
    };

    private readonly Func<object?[], object?>? call;

    private PickleGlobal(Func<object?[], object?> call) => this.call = call;

    private PickleGlobal(ElementType storage) => Storage = storage;

    /// <summary>For the name of a storage, what it stores.</summary>
    public ElementType? Storage { get; }

    public static PickleGlobal Find(string module, string name) =>
        Known.TryGetValue($"{module}.{name}", out PickleGlobal? found)
            ? found
            : throw new CheckpointException($"it wants to use {module}.{name}, which weights do not need; nothing was run");

    public object? Call(object?[] arguments) => call is not null ? call(arguments) : throw Damaged();

    /// <summary>A state dict's version notes and a numpy type's byte order; nothing else may carry state.</summary>
    public static void SetState(object? target, object? state)
    {
        bool isBigEndian = target is NumpyType && state is CheckpointTuple { Items: [_, ">", ..] };
        if (isBigEndian || target is not (NumpyType or CheckpointMap))
        {
            throw Damaged();
        }
    }

    private static byte[] Encode(object?[] arguments) =>
        arguments is [string text, "latin1" or "latin-1"] ? Encoding.Latin1.GetBytes(text) : throw Damaged();

    private static object NumpyScalar(object?[] arguments) =>
        arguments is not [NumpyType type, byte[] bytes] ? throw Damaged() : (type.Name, bytes.Length) switch
        {
            ("f8", 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ("f4", 4) => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ("f2", 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ("i8", 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ("i4", 4) => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ("i2", 2) => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ("i1", 1) => (long)(sbyte)bytes[0],
            ("u1", 1) => (long)bytes[0],
            ("b1", 1) => bytes[0] != 0,
            _ => throw new CheckpointException($"it has a numpy number of the type {type.Name}, which is not read"),
        };

    private static CheckpointException Damaged() => new("its pickle is damaged");

    private sealed record NumpyType(string Name);
}
