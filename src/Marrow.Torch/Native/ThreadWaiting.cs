using System.Runtime.InteropServices;

namespace Marrow.Torch.Native;

/// <summary>
/// How long the threads of a kernel wait for the next one before they sleep. libgomp reads it once, when it is loaded: some hundred thousand looks by its
/// own choice, which take a processor from who loads pictures; none would cost a wake-up for each of a training step's thousand pieces.
/// </summary>
internal static partial class ThreadWaiting
{
    private const string Looks = "2000";

    /// <summary>To be called before libgomp is loaded; what the user has set stays.</summary>
    public static void Shorten()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            // .NET keeps a copy of its own of the environment, which C code does not see.
            _ = setenv("GOMP_SPINCOUNT", Looks, overwrite: 0);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
