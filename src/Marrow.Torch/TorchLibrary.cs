using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Marrow.Torch.Native;

namespace Marrow.Torch;

/// <summary>The native library as a whole: whether it is there, its version, its threads, what it holds.</summary>
public static unsafe class TorchLibrary
{
    private static readonly Lazy<string?> Problem = new(FindProblem);

    /// <summary>The version of libtorch that the shim was built against, such as <c>1.13.1</c>.</summary>
    /// <exception cref="TorchException">The library cannot be loaded.</exception>
    public static string Version
    {
        get
        {
            Require();
            return Marshal.PtrToStringUTF8((nint)MarrowTorch.marrow_torch_version())!;
        }
    }

    /// <summary>Native tensors that C# holds now; equal before and after a piece of work that leaks nothing.</summary>
    public static long LiveTensors
    {
        get
        {
            Require();
            return MarrowTorch.marrow_live_tensors();
        }
    }

    /// <summary>True where a CUDA device is at hand.</summary>
    public static bool HasCuda
    {
        get
        {
            Require();
            MarrowTorch.marrow_has_cuda(out int present);
            return present != 0;
        }
    }

    /// <summary>Loads the library and tests that it adds.</summary>
    /// <param name="problem">Why it cannot be used, one sentence; null when it can.</param>
    public static bool TryLoad([NotNullWhen(false)] out string? problem) => (problem = Problem.Value) is null;

    /// <summary>The threads that one operator may use, from now on, on whichever thread it is called.</summary>
    public static void SetThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Require();
        MarrowTorch.marrow_threads(count);
    }

    /// <summary>
    /// Lets threads that wait for a kernel's next piece sleep soon. To be called first in a program: libtorch and libvips share what reads it, once, when
    /// the first of them is loaded. What the user has set stays.
    /// </summary>
    public static void ShortenWaits() => ThreadWaiting.Shorten();

    /// <summary>Seeds libtorch's own generators; prefer a <see cref="Generator"/> handed to the operator.</summary>
    public static void Seed(long seed)
    {
        Require();
        MarrowTorch.marrow_seed(seed);
    }

    /// <summary>Hands unused native memory back to the system, after a peak.</summary>
    public static void Trim()
    {
        Require();
        MarrowTorch.marrow_trim();
    }

    internal static void Require()
    {
        if (Problem.Value is { } problem)
        {
            throw new TorchException(problem);
        }
    }

    private static string? FindProblem()
    {
        try
        {
            int abi = MarrowTorch.marrow_abi();
            if (abi != MarrowTorch.Abi)
            {
                return $"the native tensor library has interface {abi}, wanted {MarrowTorch.Abi}; run ./marrow doctor";
            }

            MarrowTorch.marrow_start();
            return CanAdd() ? null : "the native tensor library does not add correctly; run ./marrow doctor";
        }
        catch (Exception trouble) when (trouble is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TorchException)
        {
            string reason = trouble.Message.Split('\n')[0].TrimEnd('.', ' ');
            return $"the native tensor library cannot be loaded ({reason}); run ./marrow doctor";
        }
    }

    private static bool CanAdd()
    {
        float* values = stackalloc float[] { 1.5f, -2 };
        long two = 2;
        MarrowTorch.marrow_from_data(values, (int)ElementType.Float32, &two, 1, out nint tensor);
        MarrowTorch.marrow_find("aten::add", "Tensor", out nint add);
        NativeValue* arguments = stackalloc NativeValue[2];
        arguments[0] = arguments[1] = new NativeValue { Kind = ValueKind.Tensor, Pointer = (void*)tensor };
        NativeValue sum;
        int count;
        MarrowTorch.marrow_call(add, arguments, 2, &sum, 1, &count);
        MarrowTorch.marrow_data((nint)sum.Pointer, out nint data);
        bool isRight = count == 1 && ((float*)data)[0] == 3 && ((float*)data)[1] == -4;
        MarrowTorch.marrow_free((nint)sum.Pointer);
        MarrowTorch.marrow_free(tensor);
        return isRight;
    }
}
