using System.Reflection;

namespace Marrow.Hematology;

/// <summary>The programs that made a result.</summary>
public sealed record VersionDocument(string Marrow, string Runtime)
{
    /// <summary>The versions that run now.</summary>
    public static VersionDocument Current { get; } = new(
        typeof(VersionDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription);
}
