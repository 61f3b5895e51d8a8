namespace Marrow.Torch;

/// <summary>What one element of a tensor is; the numbers are libtorch's own.</summary>
public enum ElementType
{
    UInt8 = 0,
    Int8 = 1,
    Int16 = 2,
    Int32 = 3,
    Int64 = 4,
    Float16 = 5,
    Float32 = 6,
    Float64 = 7,
    Boolean = 11,
    BFloat16 = 15,
}
