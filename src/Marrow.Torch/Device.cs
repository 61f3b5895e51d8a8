namespace Marrow.Torch;

/// <summary>Where a tensor lives; the all-zero value is the CPU.</summary>
public readonly record struct Device
{
    private readonly int type;
    private readonly int indexPlusOne;

    private Device(int type, int index) => (this.type, indexPlusOne) = (type, index + 1);

    public static Device Cpu => default;

    public bool IsCpu => type == 0;

    internal int NativeType => type;

    internal int NativeIndex => indexPlusOne - 1;

    public static Device Cuda(int index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new Device(1, index);
    }

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">Another text.</exception>
    public static Device Parse(string text) => text switch
    {
        "cpu" => Cpu,
        "cuda" => Cuda(),
        _ when text.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), out int index) && index >= 0 => Cuda(index),
        _ => throw new ArgumentException($"a device is cpu, cuda or cuda:N, not '{text}'", nameof(text)),
    };

    public override string ToString() => IsCpu ? "cpu" : $"cuda:{NativeIndex}";

    internal static Device FromNative(int type, int index) => type == 0 ? Cpu : new Device(type, index);
}
