namespace Marrow.Torch;

/// <summary>The order of a tensor's elements in memory; the numbers are libtorch's own.</summary>
public enum MemoryFormat
{
    /// <summary>Rows last: N C H W as written.</summary>
    Contiguous = 0,

    /// <summary>As the input has it.</summary>
    Preserve = 1,

    /// <summary>Channels beside each other: a picture's pixels as N H W C in memory, N C H W in the shape.</summary>
    ChannelsLast = 2,
}
