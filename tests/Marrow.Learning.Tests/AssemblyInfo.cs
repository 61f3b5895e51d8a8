using System.Runtime.CompilerServices;
using Marrow.Torch;

// The count of live tensors is the process's, and libtorch's threads wait for each other badly when many tests share the cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Marrow.Learning.Tests;

internal static class TensorThreads
{
    [ModuleInitializer]
    internal static void UseOne() => TorchLibrary.SetThreads(1);
}
