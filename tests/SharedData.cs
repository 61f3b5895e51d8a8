namespace Marrow.Tests;

/// <summary>Finds the reference data beside the checkout (<c>../shared</c>, or the folder that <c>MARROW_SHARED</c> names).</summary>
internal static class SharedData
{
    private static readonly string? Root = FindRoot();

    public static bool IsPresent => Root is not null;

    /// <summary>The root folder of the checkout, found by its solution file.</summary>
    public static string Checkout { get; } = FindCheckout();

    /// <summary>A path below the shared folder.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no shared folder; use <see cref="SharedFactAttribute"/>.</exception>
    public static string Path(params string[] parts) =>
        System.IO.Path.Combine([Root ?? throw new DirectoryNotFoundException("no shared folder beside the checkout"), .. parts]);

    private static string? FindRoot()
    {
        string? named = Environment.GetEnvironmentVariable("MARROW_SHARED");
        string folder = string.IsNullOrEmpty(named) ? System.IO.Path.Combine(FindCheckout(), "..", "shared") : named;
        return Directory.Exists(System.IO.Path.Combine(folder, "data")) ? System.IO.Path.GetFullPath(folder) : null;
    }

    private static string FindCheckout()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Marrow.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("the tests do not run inside a checkout");
    }
}

/// <summary>
/// A test that needs the shared reference data: skipped with a reason where it is absent,
/// run (and so failing) where <c>MARROW_REQUIRE_SHARED=1</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = SharedSkip.Reason;
}

/// <inheritdoc cref="SharedFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = SharedSkip.Reason;
}

internal static class SharedSkip
{
    public static string? Reason =>
        SharedData.IsPresent || Environment.GetEnvironmentVariable("MARROW_REQUIRE_SHARED") == "1"
            ? null
            : "the shared reference data is not beside this checkout";
}
