namespace Marrow.Torch;

/// <summary>A Python tuple of a checkpoint; see <see cref="CheckpointMap"/> for what it may hold.</summary>
public sealed record CheckpointTuple(params object?[] Items);
