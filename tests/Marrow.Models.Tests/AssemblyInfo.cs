using System.Runtime.CompilerServices;
using Marrow.Torch;

// The count of live native tensors is one for the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Marrow.Models.Tests;

internal static class TestThreads
{
    /// <summary>Small networks lose more to waiting threads than they gain, most of all on a busy machine.</summary>
    [ModuleInitializer]
    public static void UseOne()
    {
        if (TorchLibrary.TryLoad(out _))
        {
            TorchLibrary.SetThreads(1);
        }
    }
}
