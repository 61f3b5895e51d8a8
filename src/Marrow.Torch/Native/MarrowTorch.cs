using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Marrow.Torch.Native;

/// <summary>The functions of native/marrow_torch.cpp, names unchanged.</summary>
internal static unsafe partial class MarrowTorch
{
    /// <summary>The version of the border between the two sides; the library that is loaded must have the same.</summary>
    public const int Abi = 1;

    private const string Library = "marrow_torch";

    static MarrowTorch() => NativeLibrary.SetDllImportResolver(typeof(MarrowTorch).Assembly, LibrarySearch.Resolve);

    [LibraryImport(Library)]
    public static partial byte* marrow_last_error();

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_start();

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_trim();

    [LibraryImport(Library)]
    public static partial byte* marrow_torch_version();

    [LibraryImport(Library)]
    public static partial int marrow_abi();

    [LibraryImport(Library)]
    public static partial long marrow_live_tensors();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_find(string name, string overload, out nint found);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_call(nint found, NativeValue* arguments, int argumentCount, NativeValue* results, int capacity, int* resultCount);

    [LibraryImport(Library)]
    public static partial void marrow_free(nint handle);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_from_data(void* data, int type, long* shape, int axes, out nint made);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_describe(nint handle, NativeDescription* description);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_data(nint handle, out nint data);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_backward(nint loss, int keepGraph);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_requires_grad(nint handle, int set, out int now);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_grad(nint handle, out nint gradient);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_clear_grad(nint handle);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_grad_mode(int enabled, out int previous);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_autocast(int device, int type, out int previous);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_inference_begin(out nint guard);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_inference_end(nint guard);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_threads(int count);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_has_cuda(out int present);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_seed(long seed);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(StatusMarshaller))]
    public static partial Done marrow_generator(long seed, out nint made);

    [LibraryImport(Library)]
    public static partial void marrow_free_generator(nint generator);
}
