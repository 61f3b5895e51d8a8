namespace Marrow.Torch.Native;

/// <summary>What a native call gives when it went well; <see cref="StatusMarshaller"/> throws when it did not.</summary>
internal readonly struct Done;
