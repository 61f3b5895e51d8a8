namespace Marrow.Slides;

/// <summary>One thing that must be installed: what it is for, which version is there, or what mends its absence.</summary>
/// <param name="Version">The version found, or null where it is missing.</param>
/// <param name="Problem">Why it cannot be used, or null where it can.</param>
/// <param name="Remedy">The command that mends it, or null where nothing is to be mended.</param>
public sealed record LibraryStatus(string Name, string Purpose, string? Version, string? Problem = null, string? Remedy = null);
