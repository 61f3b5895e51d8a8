namespace Marrow.Hematology;

/// <summary>How the region was found.</summary>
/// <param name="IsModelFree">True while no learned weights took part.</param>
public sealed record MethodDocument(string Region, bool IsModelFree);
