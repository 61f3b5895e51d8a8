using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Marrow.Torch.Native;

/// <summary>Turns the status that every native function returns into an exception, so that no call can go unchecked.</summary>
[CustomMarshaller(typeof(Done), MarshalMode.ManagedToUnmanagedOut, typeof(StatusMarshaller))]
internal static unsafe class StatusMarshaller
{
    public static Done ConvertToManaged(int status) =>
        status == 0 ? default : throw new TorchException(Marshal.PtrToStringUTF8((nint)MarrowTorch.marrow_last_error()) ?? "unknown");
}
