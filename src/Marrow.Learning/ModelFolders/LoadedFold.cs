using Marrow.Models;

namespace Marrow.Learning;

/// <summary>A trained network and the axes over which it was mirrored in training (0 up and down, 1 left and right).</summary>
public sealed record LoadedFold(UNet Network, IReadOnlyList<int> MirrorAxes);
