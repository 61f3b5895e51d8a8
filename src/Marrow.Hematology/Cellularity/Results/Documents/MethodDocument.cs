namespace Marrow.Hematology;

/// <summary>How the region was found.</summary>
/// <param name="IsModelFree">True where no learned weights took part.</param>
/// <param name="Arithmetic">What the network was computed in, <c>half</c> (16-bit floats), <c>matrix</c> (the same with the matrix unit) or <c>library</c> (32 bits); null where none took part.</param>
public sealed record MethodDocument(string Region, bool IsModelFree, string? Arithmetic = null);
