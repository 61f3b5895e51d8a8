namespace Marrow.Torch;

/// <summary>What a safetensors file holds: named tensors, in order, and notes.</summary>
public sealed record SafeTensors(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Notes);
